package io.dataflowmonitoring.proxy.scrape;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.ExpositionReader;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireFailure;

/**
 * Pulls one app again and again, but never twice at the same time for the same: scrapes
 * that come while a pull is under way share it. Only scrapes that want different formats
 * cannot, so there are never more pulls under way than there are formats.
 */
final class AppPuller {

	/** Logged where connections are. */
	private static final String CLOSED = WireFailure.CLOSED.label();

	private static final Logger logger = LoggerFactory.getLogger(AppPuller.class);

	private final App app;

	private final ExpositionReader reader;

	private final AnswerMemory memory;

	private final Function<List<ExpositionFormat>, Pull> ask;

	private final Map<ExpositionFormat, Pull> underWay = new EnumMap<>(ExpositionFormat.class);

	private @Nullable AppStatus status;

	/**
	 * Creates a puller.
	 * @param app the app
	 * @param reader reads what the app answers, with what it remembers of the last answer
	 * @param memory where answers are put
	 * @param ask asks the app for its metrics, in the first of some formats that it can
	 * write
	 */
	AppPuller(App app, ExpositionReader reader, AnswerMemory memory, Function<List<ExpositionFormat>, Pull> ask) {
		this.app = app;
		this.reader = reader;
		this.memory = memory;
		this.ask = ask;
	}

	/**
	 * Asks the app, unless it still owes the same answer.
	 * @param accepted the formats that are accepted, the one preferred coming first
	 * @return a share in the pull that is under way
	 */
	synchronized PullShare pull(List<ExpositionFormat> accepted) {
		ExpositionFormat format = answered(accepted);
		Pull pull = this.underWay.get(format);
		if (pull != null) {
			return pull.share();
		}
		Pull asked = this.ask.apply(accepted);
		// Before it can end: it may be done already.
		PullShare share = asked.share();
		this.underWay.put(format, asked);
		asked.whenDone(() -> forget(format, asked));
		return share;
	}

	/**
	 * Returns the format in which the app is going to answer.
	 */
	private ExpositionFormat answered(List<ExpositionFormat> accepted) {
		Set<ExpositionFormat> formats = this.app.formats();
		return accepted.stream().filter(formats::contains).findFirst().orElse(ExpositionFormat.TEXT_0_0_4);
	}

	/**
	 * Lets go of the answer, which only the scrapes that wait for it are to hold.
	 */
	private synchronized void forget(ExpositionFormat format, Pull pull) {
		this.underWay.remove(format, pull);
		pull.end();
	}

	/**
	 * Lets go of the memory for answers if there was none since this was called last.
	 */
	void letGoIfUnused() {
		this.memory.letGoIfUnused();
	}

	/**
	 * Forgets what is remembered of the app, which is gone.
	 */
	void close() {
		this.reader.close();
		this.memory.close();
	}

	/**
	 * Returns how the last scrape went, or {@code null} before the first one.
	 */
	synchronized @Nullable AppStatus status() {
		return this.status;
	}

	/**
	 * Takes note of how a scrape went, and logs it if that has changed.
	 * @param status how it went
	 * @param detail why it failed, for people; null if it did not
	 */
	synchronized void record(AppStatus status, @Nullable String detail) {
		String previousReason = (this.status != null) ? this.status.reason() : PullResult.NONE;
		this.status = status;
		if (status.reason().equals(previousReason) || status.reason().equals(CLOSED)) {
			return;
		}
		if (status.isUp()) {
			this.app.named(logger.atInfo()).log("App {} is part of scrapes again", this.app);
		}
		else {
			this.app.named(logger.atWarn())
				.addKeyValue("reason", status.reason())
				.log("App {} is left out of scrapes, but asked again each time. Reason: {}: {}", this.app,
						status.reason(), detail);
		}
	}

}
