package io.dataflowmonitoring.proxy.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The families of one name from all apps.
 */
final class MergedFamily {

	private final List<Part> parts = new ArrayList<>(1);

	private final MetricName name;

	private MetricName headerName;

	private @Nullable MetricType type;

	private boolean mixed;

	private boolean created;

	private @Nullable Part help;

	private @Nullable MetricName unit;

	MergedFamily(MetricName name) {
		this.name = name;
		this.headerName = name;
	}

	/**
	 * Returns the name by which families are merged.
	 */
	MetricName name() {
		return this.name;
	}

	/**
	 * Returns the name to write in headers.
	 */
	MetricName headerName() {
		return this.headerName;
	}

	/**
	 * Changes the name to write in headers.
	 */
	void headerName(MetricName headerName) {
		this.headerName = headerName;
	}

	/**
	 * Returns the type that the samples of all apps can stand under, or {@code null} if
	 * no app gave any.
	 */
	@Nullable MetricType type() {
		return (this.mixed && this.type != null && this.type.isLikeGauge()) ? MetricType.GAUGE : this.type;
	}

	/**
	 * Changes the type to one that asks less of the samples.
	 */
	void type(MetricType type) {
		this.type = type;
	}

	/**
	 * Returns the part whose HELP is kept, or {@code null} if none has any.
	 */
	@Nullable Part help() {
		return this.help;
	}

	/**
	 * Returns the unit that is kept, or {@code null} if none has any.
	 */
	@Nullable MetricName unit() {
		return this.unit;
	}

	List<Part> parts() {
		return this.parts;
	}

	/**
	 * Returns whether the two types can stand under one header: a family without TYPE
	 * takes the type that another app gives, and what OpenMetrics calls an info or a
	 * stateset is a gauge in text format 0.0.4.
	 */
	boolean isCompatibleWith(Part part) {
		MetricType other = part.type();
		return this.type == null || other == null || this.type == other
				|| (this.type.isLikeGauge() && other.isLikeGauge());
	}

	/**
	 * Returns whether the samples of the given part may have names that those of this
	 * family did not have until now.
	 */
	boolean isWidenedBy(Part part) {
		return (this.type == null && part.type() != null) || (!this.created && part.reservesCreated());
	}

	void add(Part part) {
		Family family = part.family();
		this.mixed |= !this.parts.isEmpty() && this.parts.get(0).type() != part.type();
		this.parts.add(part);
		this.created |= part.reservesCreated();
		if (this.type == null) {
			this.type = part.type();
		}
		if (this.help == null && family.hasHelp() && !family.isHelpEmpty()) {
			this.help = part;
		}
		if (this.unit == null) {
			this.unit = family.unit();
		}
	}

	static String describe(@Nullable MetricType type) {
		return (type != null) ? type.name().toLowerCase(Locale.ROOT) : "no type";
	}

}
