package io.dataflowmonitoring.proxy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What can be set, such as all timeouts (prometheus-proxy#40, #44), and what cannot.
 */
class ProxyPropertiesTests {

	@Test
	void defaultsAreThoseOfThePublishedProxyWhereItHasAny() {
		ProxyProperties properties = bind(Map.of());
		assertThat(properties.tcpPort()).isEqualTo(7001);
		assertThat(properties.websocketPort()).isEqualTo(8081);
		assertThat(properties.bindAddress()).isNull();
		assertThat(properties.address(7001).getAddress().isAnyLocalAddress()).isTrue();
		assertThat(properties.scrapeTimeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(properties.pullTimeout()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.maxExpositionSize()).isEqualTo(DataSize.ofMegabytes(16));
		assertThat(properties.retention()).isEqualTo(Duration.ofMinutes(2));
		assertThat(properties.undeliveredRetention()).isEqualTo(Duration.ofHours(1));
		assertThat(properties.pushDirectory()).isEqualTo(Path.of("data", "pushes"));
		assertThat(properties.maxKeptPushes()).isEqualTo(1_000);
		assertThat(properties.maxKeptSize()).isEqualTo(DataSize.ofMegabytes(64));
		assertThat(properties.keyRotation()).isEqualTo(Duration.ofDays(1));
	}

	@Test
	void bindsToTheGivenAddress() {
		assertThat(bind(Map.of("bind-address", "127.0.0.1")).address(5).getAddress())
			.isEqualTo(InetAddress.getLoopbackAddress());
	}

	@Test
	void bothPortsMayBeAnyFreeOne() {
		assertThat(bind(Map.of("tcp-port", "0", "websocket-port", "0")).tcpPort()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "tcp-port, 65536", "tcp-port, -1", "websocket-port, 70000", "websocket-port, 7001",
			"scrape-timeout, 0s", "pull-timeout, -1s", "retention, 0s", "retention, 400d", "undelivered-retention, 1m",
			"key-rotation, 0", "max-exposition-size, 0B", "max-exposition-size, 2GB", "max-kept-pushes, 0",
			"max-kept-size, 15MB" })
	void aWrongValueIsRefusedByName(String name, String value) {
		assertThatException().isThrownBy(() -> bind(Map.of(name, value)))
			.havingRootCause()
			.asInstanceOf(InstanceOfAssertFactories.type(InvalidConfigurationPropertyValueException.class))
			.returns("micrometer.prometheus-proxy." + name, InvalidConfigurationPropertyValueException::getName);
	}

	private static ProxyProperties bind(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("", ProxyProperties.class);
	}

}
