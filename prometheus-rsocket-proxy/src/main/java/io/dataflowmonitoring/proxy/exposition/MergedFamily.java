package io.dataflowmonitoring.proxy.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The families of one name from all apps.
 */
final class MergedFamily {

	private final Source firstSource;

	private final List<Part> parts = new ArrayList<>(1);

	private final MetricName name;

	private @Nullable MetricType type;

	private boolean created;

	private @Nullable Part help;

	private int sampleCount;

	MergedFamily(Source firstSource, MetricName name) {
		this.firstSource = firstSource;
		this.name = name;
	}

	/**
	 * Returns the app that had the family first.
	 */
	String firstApp() {
		return this.firstSource.app();
	}

	MetricName name() {
		return this.name;
	}

	@Nullable MetricType type() {
		return this.type;
	}

	/**
	 * Returns the part whose HELP is kept, or {@code null} if none has any.
	 */
	@Nullable Part help() {
		return this.help;
	}

	int sampleCount() {
		return this.sampleCount;
	}

	List<Part> parts() {
		return this.parts;
	}

	/**
	 * Returns whether the two types can stand under one header: a family without TYPE
	 * takes the type that another app gives.
	 */
	boolean isCompatibleWith(Family family) {
		return this.type == null || family.type() == null || this.type == family.type();
	}

	/**
	 * Returns whether the samples of the given family may have names that those of this
	 * one did not have until now.
	 */
	boolean isWidenedBy(Family family) {
		return (this.type == null && family.type() != null) || (!this.created && family.hasCreated());
	}

	void add(Source source, Family family) {
		Part part = new Part(source, family);
		this.parts.add(part);
		this.sampleCount += family.sampleCount();
		this.created |= family.hasCreated();
		if (this.type == null) {
			this.type = family.type();
		}
		if (this.help == null && family.helpEnd() > family.helpStart()) {
			this.help = part;
		}
	}

	static String describe(@Nullable MetricType type) {
		return (type != null) ? type.name().toLowerCase(Locale.ROOT) : "no type";
	}

	/**
	 * What one app contributes.
	 */
	record Part(Source source, Family family) {

		byte[] text() {
			return this.source.exposition().text();
		}

		Samples samples() {
			return this.source.exposition().samples();
		}

	}

}
