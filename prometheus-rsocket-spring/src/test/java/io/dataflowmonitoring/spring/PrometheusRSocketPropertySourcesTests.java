package io.dataflowmonitoring.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.client.ProxyAddress;
import io.dataflowmonitoring.client.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PrometheusRSocketPropertySourcesTests {

	private static final String CURRENT = "micrometer.prometheus.rsocket.";

	private static final String DATA_FLOW_2_11 = "management.prometheus.metrics.export.rsocket.";

	private static final String DATA_FLOW_2_7 = "management.metrics.export.prometheus.rsocket.";

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void nothingHasToBeSet() {
		PrometheusRSocketProperties properties = properties();
		assertThat(properties)
			.isEqualTo(new PrometheusRSocketProperties(true, "localhost", 7001, List.of(), Transport.TCP, false,
					new PrometheusRSocketProperties.Ssl(null), null, Duration.ofSeconds(1), Duration.ofMinutes(1), null,
					Duration.ofSeconds(5), new PrometheusRSocketProperties.Identity(true, null, null)));
	}

	@Test
	void everyPropertyIsRead() {
		set(Map.ofEntries(Map.entry(CURRENT + "enabled", "false"), Map.entry(CURRENT + "host", "proxy"),
				Map.entry(CURRENT + "port", "8081"), Map.entry(CURRENT + "transport", "websocket"),
				Map.entry(CURRENT + "proxies", "one:1,two"), Map.entry(CURRENT + "ssl.bundle", "mine"),
				Map.entry(CURRENT + "token", "hush"), Map.entry(CURRENT + "secure", "true"),
				Map.entry(CURRENT + "first-backoff", "2s"), Map.entry(CURRENT + "max-backoff", "3s"),
				Map.entry(CURRENT + "max-retries", "4"), Map.entry(CURRENT + "timeout", "500ms"),
				Map.entry(CURRENT + "identity.enabled", "false"), Map.entry(CURRENT + "identity.application", "app"),
				Map.entry(CURRENT + "identity.instance", "instance")));
		assertThat(properties()).isEqualTo(new PrometheusRSocketProperties(false, "proxy", 8081,
				List.of("one:1", "two"), Transport.WEBSOCKET, true, new PrometheusRSocketProperties.Ssl("mine"), "hush",
				Duration.ofSeconds(2), Duration.ofSeconds(3), 4L, Duration.ofMillis(500),
				new PrometheusRSocketProperties.Identity(false, "app", "instance")));
	}

	/**
	 * Every property prefix reaches tasks too (spring-cloud-dataflow#5856, #5675,
	 * stream-applications#455): it is the same starter in both.
	 */
	@ParameterizedTest
	@ValueSource(strings = { CURRENT, DATA_FLOW_2_11, DATA_FLOW_2_7 })
	void everyPrefixIsKnown(String prefix) {
		set(Map.of(prefix + "enabled", "false", prefix + "host", "proxy", prefix + "maxRetries", "3"));
		assertThat(sources().isEnabled()).isFalse();
		assertThat(properties().host()).isEqualTo("proxy");
		assertThat(properties().maxRetries()).isEqualTo(3);
	}

	@Test
	void theNewerPrefixWinsPropertyByProperty() {
		set(Map.of(CURRENT + "host", "current", DATA_FLOW_2_11 + "host", "newer", DATA_FLOW_2_7 + "host", "oldest",
				DATA_FLOW_2_11 + "port", "11", DATA_FLOW_2_7 + "port", "7", DATA_FLOW_2_7 + "secure", "true"));
		assertThat(properties().host()).isEqualTo("current");
		assertThat(properties().port()).isEqualTo(11);
		assertThat(properties().secure()).isTrue();
	}

	@Test
	void theNewerPrefixWinsWhereverItIsSet() {
		set(Map.of(DATA_FLOW_2_7 + "enabled", "false", DATA_FLOW_2_7 + "host", "oldest"));
		this.environment.getPropertySources()
			.addLast(new MapPropertySource("defaults",
					Map.of(CURRENT + "enabled", "true", CURRENT + "host", "current")));
		assertThat(sources().isEnabled()).isTrue();
		assertThat(properties().host()).isEqualTo("current");
	}

	@ParameterizedTest
	@ValueSource(strings = { CURRENT, DATA_FLOW_2_11, DATA_FLOW_2_7 })
	void severalProxiesMayBeWrittenInOneLineOrInSeveral(String prefix) {
		List<ProxyAddress> addresses = List.of(new ProxyAddress("one", 1), new ProxyAddress("two", 8081));
		set(Map.of(prefix + "proxies", "one:1, two", prefix + "port", "8081", prefix + "host", "does-not-count"));
		assertThat(properties().addresses()).isEqualTo(addresses);
		set(Map.of(prefix + "proxies[0]", "one:1", prefix + "proxies[1]", "two:8081"));
		assertThat(properties().addresses()).isEqualTo(addresses);
	}

	@Test
	void theTokenIsInNoMessage() {
		set(Map.of(CURRENT + "token", "hush"));
		assertThat(properties().token()).isEqualTo("hush");
		assertThat(properties().toString()).doesNotContain("hush");
		set(Map.of(DATA_FLOW_2_7 + "token", "hush hush\n"));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::properties)
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(DATA_FLOW_2_7 + "token"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("hush"));
	}

	@ParameterizedTest
	@CsvSource({ "MICROMETER_PROMETHEUS_RSOCKET_", "MANAGEMENT_PROMETHEUS_METRICS_EXPORT_RSOCKET_",
			"MANAGEMENT_METRICS_EXPORT_PROMETHEUS_RSOCKET_" })
	void environmentVariablesWorkUnderEveryPrefix(String prefix) {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of(prefix + "ENABLED", "false", prefix + "HOST", "proxy", prefix + "MAXBACKOFF", "2m",
									prefix + "IDENTITY_INSTANCE", "mine", prefix + "PROXIES", "one:1,two:2",
									prefix + "TOKEN", "hush", prefix + "SSL_BUNDLE", "mine")));
		assertThat(sources().isEnabled()).isFalse();
		assertThat(properties().host()).isEqualTo("proxy");
		assertThat(properties().maxBackoff()).isEqualTo(Duration.ofMinutes(2));
		assertThat(properties().identity().instance()).isEqualTo("mine");
		assertThat(properties().proxies()).containsExactly("one:1", "two:2");
		assertThat(properties().token()).isEqualTo("hush");
		assertThat(properties().ssl().bundle()).isEqualTo("mine");
	}

	/**
	 * Data Flow's deployer for Kubernetes leaves hyphens in the names of variables.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "MAXBACKOFF", "MAX_BACKOFF", "MAX-BACKOFF" })
	void anEnvironmentVariableIsReadHoweverItsWordsAreJoined(String property) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		this.environment.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name,
					Map.of("MANAGEMENT_METRICS_EXPORT_PROMETHEUS_RSOCKET_" + property, "2m")));
		assertThat(properties().maxBackoff()).isEqualTo(Duration.ofMinutes(2));
	}

	@Test
	void placeholdersAreResolved() {
		set(Map.of(DATA_FLOW_2_7 + "host", "${proxy.host}", "proxy.host", "resolved"));
		assertThat(properties().host()).isEqualTo("resolved");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					host          | ' '   | It must name the proxy's host. Set it, or remove it to use localhost.
					port          | 0     | It must be the proxy's port, from 1 to 65535. Set it, or remove it to use 7001.
					port          | 65536 | It must be the proxy's port, from 1 to 65535. Set it, or remove it to use 7001.
					proxies       | one:1,two:x | Each must be the host:port of a proxy. Correct it, or remove all to use host and port.
					proxies[0]    | one:0 | Each must be the host:port of a proxy. Correct it, or remove all to use host and port.
					ssl.bundle    | ' '   | It must name one of the bundles under spring.ssl.bundle. Set it, or remove it.
					token         | ' '   | It must consist of visible ASCII characters, without blanks and line breaks. Set it, or remove it.
					first-backoff | 0s    | It must be longer than zero. Set it, or remove it to use 1s.
					max-backoff   | 900ms | It must not be shorter than first-backoff, which is 1000ms. Raise it, or lower first-backoff.
					max-retries   | -1    | It must not be negative. Set it, or remove it to try for ever.
					timeout       | -1s   | It must be longer than zero. Set it, or remove it to use 5s.
					""")
	void aValueOutOfRangeIsNamedAsTheUserWroteItTogetherWithTheRemedy(String property, String value, String reason) {
		for (String prefix : new String[] { CURRENT, DATA_FLOW_2_11, DATA_FLOW_2_7 }) {
			set(Map.of(prefix + property, value));
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::properties)
				.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(prefix + property))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(reason));
		}
	}

	@Test
	void aValueOfTheWrongTypeIsNamedAsTheUserWroteIt() {
		set(Map.of(DATA_FLOW_2_7 + "port", "many"));
		assertThatExceptionOfType(BindException.class).isThrownBy(this::properties)
			.satisfies((ex) -> assertThat(ex.getProperty()).isNotNull())
			.satisfies((ex) -> assertThat(ex.getProperty().getName()).hasToString(DATA_FLOW_2_7 + "port"));
	}

	private void set(Map<String, Object> properties) {
		this.environment.getPropertySources().remove("test");
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
	}

	private PrometheusRSocketPropertySources sources() {
		return new PrometheusRSocketPropertySources(this.environment);
	}

	private PrometheusRSocketProperties properties() {
		return sources().properties();
	}

}
