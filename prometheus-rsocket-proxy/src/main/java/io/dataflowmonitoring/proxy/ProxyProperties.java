package io.dataflowmonitoring.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;

/**
 * What can be set, besides what Spring Boot offers (such as {@code server.port}).
 *
 * @param tcpPort Port for apps that connect over TCP. 0 takes any free port.
 * @param websocketPort Port for apps that connect over WebSocket. 0 takes any free port.
 * @param bindAddress Address of this machine that apps connect to. Unless set, all
 * addresses.
 * @param scrapeTimeout How long a scrape may take that does not say when it gives up, as
 * Prometheus does.
 * @param pullTimeout After how long the answer of one app is given up for good. Until
 * then the app is not asked again.
 * @param maxExpositionSize How large the metrics of one app may be, uncompressed.
 * @param maxSamples How many samples one app may have.
 * @param maxLabels How many labels a sample may have.
 * @param maxLabelNameLength How long the name of a label may be, in bytes.
 * @param maxLabelValueLength How long the value of a label may be, in bytes.
 * @param retention How long a final push is part of each scrape, and a lost app is
 * reported.
 * @param undeliveredRetention How long a final push is kept at most if no scrape comes.
 * @param pushDirectory Folder for final pushes, so that a restart loses none of them,
 * below the working directory unless the path is absolute. No two proxies can share it.
 * @param maxKeptPushes How many final pushes are kept at most. The oldest one is dropped
 * first.
 * @param maxKeptSize How large all kept final pushes together may be, uncompressed: in
 * memory, and again on disk. The oldest one is dropped first.
 * @param keyRotation How long the key pair is used that apps seal their metrics for.
 */
@ConfigurationProperties("micrometer.prometheus-proxy")
record ProxyProperties(@DefaultValue("7001") int tcpPort, @DefaultValue("8081") int websocketPort,
		@Nullable InetAddress bindAddress, @DefaultValue("10s") Duration scrapeTimeout,
		@DefaultValue("1m") Duration pullTimeout, @DefaultValue("16MB") DataSize maxExpositionSize,
		@DefaultValue("200000") int maxSamples, @DefaultValue("64") int maxLabels,
		@DefaultValue("256") int maxLabelNameLength, @DefaultValue("4096") int maxLabelValueLength,
		@DefaultValue("2m") Duration retention, @DefaultValue("1h") Duration undeliveredRetention,
		@DefaultValue("data/pushes") Path pushDirectory, @DefaultValue("1000") int maxKeptPushes,
		@DefaultValue("64MB") DataSize maxKeptSize, @DefaultValue("1d") Duration keyRotation) {

	private static final String PREFIX = "micrometer.prometheus-proxy.";

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final DataSize LARGEST_EXPOSITION = DataSize.ofGigabytes(1);

	ProxyProperties {
		checkPort("tcp-port", tcpPort);
		checkPort("websocket-port", websocketPort);
		check(tcpPort == 0 || tcpPort != websocketPort, "websocket-port", websocketPort,
				"must not be the same as " + PREFIX + "tcp-port");
		checkDuration("scrape-timeout", scrapeTimeout);
		checkDuration("pull-timeout", pullTimeout);
		checkDuration("retention", retention);
		checkDuration("undelivered-retention", undeliveredRetention);
		check(undeliveredRetention.compareTo(retention) >= 0, "undelivered-retention", undeliveredRetention,
				"must be at least " + PREFIX + "retention (" + retention + ")");
		checkDuration("key-rotation", keyRotation);
		check(isBetween(DataSize.ofBytes(1), maxExpositionSize, LARGEST_EXPOSITION), "max-exposition-size",
				maxExpositionSize, "must be between 1B and 1GB");
		check(maxSamples > 0, "max-samples", maxSamples, "must be at least 1");
		check(isBetween(1, maxLabels, ExpositionLimits.MOST_LABELS), "max-labels", maxLabels,
				"must be between 1 and " + ExpositionLimits.MOST_LABELS);
		check(maxLabelNameLength > 0, "max-label-name-length", maxLabelNameLength, "must be at least 1");
		check(maxLabelValueLength > 0, "max-label-value-length", maxLabelValueLength, "must be at least 1");
		check(maxKeptPushes > 0, "max-kept-pushes", maxKeptPushes, "must be at least 1");
		check(maxKeptSize.compareTo(maxExpositionSize) >= 0, "max-kept-size", maxKeptSize,
				"must be at least " + PREFIX + "max-exposition-size (" + maxExpositionSize + ")");
	}

	/**
	 * Returns the address to bind for apps.
	 */
	InetSocketAddress address(int port) {
		return (this.bindAddress != null) ? new InetSocketAddress(this.bindAddress, port) : new InetSocketAddress(port);
	}

	/**
	 * Returns how large the metrics of one app may be, besides their bytes.
	 */
	ExpositionLimits expositionLimits() {
		return new ExpositionLimits(this.maxSamples, this.maxLabels, this.maxLabelNameLength, this.maxLabelValueLength);
	}

	private static void checkPort(String name, int port) {
		check(port >= 0 && port <= 65_535, name, port, "must be between 0 and 65535, where 0 takes any free port");
	}

	private static void checkDuration(String name, Duration duration) {
		check(isBetween(SHORTEST, duration, LONGEST), name, duration, "must be between 1ms and 365d");
	}

	private static <T extends Comparable<T>> boolean isBetween(T least, T value, T most) {
		return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
	}

	private static void check(boolean valid, String name, Object value, String rule) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, "It " + rule + ".");
		}
	}

}
