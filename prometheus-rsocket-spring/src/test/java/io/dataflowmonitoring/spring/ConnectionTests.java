package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Whole apps that run, with the proxy's end of the wire in this process.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionTests {

	private final TestProxy proxy = TestProxy.start();

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void theProxyPullsAllRegistriesOverOneConnection() {
		try (ConfigurableApplicationContext app = TestApps.run(this.proxy.port(), TwoRegistries.class)) {
			app.getBean("first", MeterRegistry.class).counter("first").increment();
			app.getBean("second", MeterRegistry.class).counter("second").increment();
			assertThat(this.proxy.pull()).contains("first_total 1.0", "second_total 1.0");
		}
	}

	/**
	 * With the properties that a server of Data Flow 2.7 gives to a stream app.
	 */
	@Test
	void dataFlowConfiguresTheAppWithTheNamesThatItKnows() {
		String json = """
				{"management.metrics.export.prometheus.rsocket.enabled": "true",
				"management.metrics.export.prometheus.rsocket.host": "127.0.0.1",
				"management.metrics.export.prometheus.rsocket.port": "%d",
				"management.metrics.tags.stream.name": "sales",
				"management.metrics.tags.application": "sales-sink",
				"spring.cloud.dataflow.stream.name": "sales",
				"spring.cloud.dataflow.stream.app.label": "sink",
				"spring.cloud.stream.instanceIndex": "0"}""".formatted(this.proxy.port());
		try (ConfigurableApplicationContext app = TestApps.run(WebApplicationType.NONE, TwoRegistries.class,
				"--spring.application.json=" + json)) {
			app.getBean("first", MeterRegistry.class).counter("orders").increment();
			assertThat(this.proxy.pull()).containsPattern(
					"orders_total\\{application=\"sales-sink\",application_name=\"sink\",instance=\"[^\"]+:\\d+\","
							+ "instance_index=\"0\",stream_name=\"sales\"} 1\\.0");
			// The same when it connects, so that it is known before its first answer.
			assertThat(this.proxy.requests().get(0).description().labels()).containsEntry("application", "sales-sink")
				.containsEntry("application_name", "sink")
				.containsEntry("stream_name", "sales")
				.containsEntry("instance_index", "0")
				.containsKey("instance")
				.hasSize(5);
		}
	}

	@Test
	void theTokenIsShownToTheProxyAndToNobodyElse(CapturedOutput output) {
		try (ConfigurableApplicationContext app = TestApps.run(this.proxy.port(), TwoRegistries.class,
				"--micrometer.prometheus.rsocket.token=hush-hush", "--debug")) {
			assertThat(this.proxy.pull()).contains("prometheus_rsocket_connected");
			assertThat(this.proxy.requests()).singleElement()
				.satisfies((request) -> assertThat(request.credentials())
					.isEqualTo(new AppCredentials.Bearer("hush-hush")));
			assertThat(app.getBean(PrometheusRSocketProperties.class).toString()).doesNotContain("hush-hush");
		}
		assertThat(output).doesNotContain("hush-hush");
	}

	@ParameterizedTest
	@EnumSource
	void theProxyGetsTheFormatThatItAsksFor(ExpositionFormat format) {
		try (ConfigurableApplicationContext app = TestApps.run(this.proxy.port(), TwoRegistries.class)) {
			app.getBean("second", MeterRegistry.class).counter("orders").increment();
			WireExposition exposition = this.proxy.pull(format);
			assertThat(exposition.format()).isEqualTo(format);
			assertThat(new String(exposition.bytes(), StandardCharsets.UTF_8)).contains("orders_total");
		}
		// The last metrics in the format that keeps most of them.
		assertThat(this.proxy.pushes()).singleElement().asString().contains("orders_total 1.0").endsWith("# EOF\n");
	}

	@Test
	void aWebAppPushesItsLastMetrics() {
		runWebApp().close();
		assertThat(this.proxy.pushes()).singleElement().asString().contains("application_ready_time_seconds{");
	}

	@Test
	void aWebAppIsHealthyWithoutItsProxy() throws IOException, InterruptedException {
		this.proxy.close();
		try (ConfigurableApplicationContext app = runWebApp("--micrometer.prometheus.rsocket.timeout=1ms")) {
			URI health = URI.create(
					"http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + "/actuator/health");
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).contains("\"status\":\"UP\"");
		}
	}

	@Test
	void anInvalidPropertyFailsTheStartWithItsNameAndTheRemedy(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestApps.run(WebApplicationType.NONE, TwoRegistries.class,
				"--management.metrics.export.prometheus.rsocket.port=70000"));
		assertThat(output).contains(
				"Invalid value '70000' for configuration property "
						+ "'management.metrics.export.prometheus.rsocket.port'",
				"It must be the proxy's port, from 1 to 65535. Set it, or remove it to use 7001.");
	}

	private ConfigurableApplicationContext runWebApp(String... arguments) {
		List<String> commandLine = new ArrayList<>(List.of(arguments));
		commandLine.add("--server.address=127.0.0.1");
		commandLine.add("--server.port=0");
		commandLine.add("--micrometer.prometheus.rsocket.host=127.0.0.1");
		commandLine.add("--micrometer.prometheus.rsocket.port=" + this.proxy.port());
		return TestApps.run(WebApplicationType.REACTIVE, TwoRegistries.class, commandLine.toArray(String[]::new));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoRegistries {

		@Bean
		PrometheusMeterRegistry first() {
			return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		}

		@Bean
		PrometheusMeterRegistry second() {
			return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		}

	}

}
