package io.dataflowmonitoring.proxy.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimit;
import io.dataflowmonitoring.proxy.scrape.AppStatus;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.proxy.status.LimitState;

/**
 * Tells how near the limits are, before they are reached: as a metric, and as one log
 * line when one comes near.
 */
public final class LimitUsage {

	private static final double NEAR = 0.8;

	/** Below {@link #NEAR}, so that a usage about there is not logged again and again. */
	private static final double FAR = 0.7;

	private static final String PROPERTY_PREFIX = "micrometer.prometheus-proxy.max-";

	private static final Logger logger = LoggerFactory.getLogger(LimitUsage.class);

	private final MeterRegistry meters;

	private final List<Limit> limits = new CopyOnWriteArrayList<>();

	private final Map<String, Boolean> near = new ConcurrentHashMap<>();

	/**
	 * Creates a watch over no limit.
	 * @param meters where to register the usages
	 */
	public LimitUsage(MeterRegistry meters) {
		this.meters = meters;
	}

	/**
	 * Watches a limit.
	 * @param property the property that sets it, without {@code max-} and what stands
	 * before that; the metric's label is the same in snake case
	 * @param usage which part of it is used, from 0 to 1
	 */
	public void watch(String property, DoubleSupplier usage) {
		watch(property, () -> new Usage(usage.getAsDouble(), null));
	}

	/**
	 * Watches the limits of what an app answers.
	 * @param scraper knows what the apps answered last
	 */
	public void watch(Scraper scraper) {
		for (ExpositionLimit limit : ExpositionLimit.values()) {
			watch(limit.label().replace('_', '-'),
					() -> largest(scraper, (status) -> status.usage().getOrDefault(limit, 0.0)));
		}
	}

	/**
	 * Watches the limits of how large an app's answer may be.
	 * @param scraper knows what the apps answered last
	 * @param maxExpositionBytes the limit after decompression
	 * @param maxAnswerBytes the limit as it travels
	 */
	public void watchSize(Scraper scraper, long maxExpositionBytes, long maxAnswerBytes) {
		watch("exposition-size", () -> largest(scraper, (status) -> (double) status.bytes() / maxExpositionBytes));
		watch("answer-size", () -> largest(scraper, (status) -> (double) status.travelledBytes() / maxAnswerBytes));
	}

	/**
	 * Tells how near all limits are.
	 * @return one entry for each limit
	 */
	public List<LimitState> states() {
		return this.limits.stream().map((limit) -> {
			Usage usage = limit.usage().get();
			return new LimitState(PROPERTY_PREFIX + limit.property(), usage.ratio(), usage.app());
		}).toList();
	}

	/**
	 * Logs which limits have come near since this was called last.
	 */
	public void check() {
		for (Limit limit : this.limits) {
			Usage usage = limit.usage().get();
			boolean wasNear = this.near.getOrDefault(limit.property(), false);
			if (usage.ratio() >= NEAR && !wasNear) {
				this.near.put(limit.property(), true);
				logger.warn("{} % of {}{} are in use{}. What goes beyond it is left out or refused: raise it in time.",
						Math.round(usage.ratio() * 100), PROPERTY_PREFIX, limit.property(), usage.by());
			}
			else if (usage.ratio() < FAR && wasNear) {
				this.near.put(limit.property(), false);
				logger.info("{}{} is far again: {} % are in use", PROPERTY_PREFIX, limit.property(),
						Math.round(usage.ratio() * 100));
			}
		}
	}

	private void watch(String property, Supplier<Usage> usage) {
		this.limits.add(new Limit(property, usage));
		Gauge.builder("prometheus.proxy.limit.usage.ratio", usage, (current) -> current.get().ratio())
			.description("Which part of a limit is in use, by the one who uses most of it")
			.tag("limit", property.replace('-', '_'))
			.strongReference(true)
			.register(this.meters);
	}

	private static Usage largest(Scraper scraper, ToDoubleFunction<AppStatus> usage) {
		Usage largest = Usage.NONE;
		for (AppStatus status : scraper.statuses()) {
			largest = largest.or(usage.applyAsDouble(status), status);
		}
		return largest;
	}

	private record Limit(String property, Supplier<Usage> usage) {
	}

	/**
	 * How near a limit is.
	 *
	 * @param ratio the part that is used, from 0 to 1
	 * @param app who uses most of it; null if it is not about single apps
	 */
	private record Usage(double ratio, @Nullable App app) {

		static final Usage NONE = new Usage(0, null);

		Usage or(double ratio, AppStatus status) {
			return (ratio > this.ratio) ? new Usage(ratio, status.app()) : this;
		}

		/**
		 * Returns who uses it, as the end of a sentence.
		 */
		String by() {
			return (this.app != null) ? " by app " + this.app : "";
		}

	}

}
