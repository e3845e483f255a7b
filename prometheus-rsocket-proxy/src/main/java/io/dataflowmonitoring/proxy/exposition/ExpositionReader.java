package io.dataflowmonitoring.proxy.exposition;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Reads the expositions of one app, one after the other, with the same results as
 * {@link Exposition#parse}. An app's next exposition nearly always differs from its last
 * one in values only, so the reader remembers the last one's layout, about 20 bytes a
 * sample, and reads the next one in a sixth of the time. Can be used by several threads.
 */
public final class ExpositionReader {

	private final ExpositionLimits limits;

	private final LayoutMemory memory;

	private final Map<ExpositionFormat, Layout> layouts = new ConcurrentHashMap<>(2);

	private boolean closed;

	/**
	 * Creates a reader for one app, which may remember as much as its expositions take.
	 * @param limits how large they may be
	 */
	public ExpositionReader(ExpositionLimits limits) {
		this(limits, new LayoutMemory(Long.MAX_VALUE));
	}

	/**
	 * Creates a reader for one of many apps.
	 * @param limits how large its expositions may be
	 * @param memory how much all apps' readers may remember; once it is used up, they
	 * read what they have to as if it were the app's first exposition
	 */
	public ExpositionReader(ExpositionLimits limits, LayoutMemory memory) {
		this.limits = limits;
		this.memory = memory;
	}

	/**
	 * Reads and checks an exposition that is all of an array.
	 * @param text the exposition, in UTF-8; not copied
	 * @param format what the app says that it is
	 * @return the exposition
	 * @throws MalformedExpositionException if it breaks a rule
	 * @throws LimitExceededException if it is too large
	 * @throws IllegalArgumentException if the format is one that cannot be merged:
	 * protocol buffers
	 */
	public Exposition read(byte[] text, ExpositionFormat format) {
		return read(text, text.length, format);
	}

	/**
	 * Reads and checks an exposition.
	 * @param text begins with the exposition, in UTF-8. The exposition that is returned
	 * is in this array, so that must not be changed as long as the other is used; but
	 * what the reader remembers is not, so that the array can be used again afterwards
	 * @param length how long the exposition is, in bytes
	 * @param format what the app says that it is
	 * @return the exposition
	 * @throws MalformedExpositionException if it breaks a rule
	 * @throws LimitExceededException if it is too large
	 * @throws IllegalArgumentException if the format is one that cannot be merged:
	 * protocol buffers
	 */
	public Exposition read(byte[] text, int length, ExpositionFormat format) {
		Layout layout = this.layouts.get(format);
		Exposition alike = (layout != null) ? parser(text, length, format).parse(layout) : null;
		if (alike != null) {
			return alike;
		}
		ExpositionParser parser = parser(text, length, format);
		Exposition exposition = parser.parse();
		remember(format, Layout.of(exposition, parser.extent()));
		return exposition;
	}

	private synchronized void remember(ExpositionFormat format, @Nullable Layout layout) {
		Layout old = this.layouts.remove(format);
		if (old != null) {
			this.memory.release(old.bytes());
		}
		if (layout != null && !this.closed && this.memory.take(layout.bytes())) {
			this.layouts.put(format, layout);
		}
	}

	/**
	 * Forgets what is remembered, for good: the app is gone. What it still owes can be
	 * read nevertheless.
	 */
	public synchronized void close() {
		this.closed = true;
		this.layouts.values().forEach((layout) -> this.memory.release(layout.bytes()));
		this.layouts.clear();
	}

	private ExpositionParser parser(byte[] text, int length, ExpositionFormat format) {
		return ExpositionParser.of(text, length, format, this.limits);
	}

}
