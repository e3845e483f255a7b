package io.dataflowmonitoring.client;

import java.io.IOException;
import java.time.Duration;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class PrometheusRSocketClientMetricsTests {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@Test
	void whatTheClientDoesIsSeenInItsOwnMetrics() {
		try (TestProxy proxy = TestProxy.start(Transport.TCP)) {
			PrometheusRSocketClient client = connect(proxy.port());
			await().until(() -> client.state().connected());
			assertThat(proxy.pull().lines()).contains("prometheus_rsocket_connected 1.0",
					"prometheus_rsocket_connection_attempts_total 1.0", "prometheus_rsocket_last_scrape_seconds NaN",
					"prometheus_rsocket_scrapes_total{result=\"success\"} 0.0",
					"prometheus_rsocket_scrapes_total{result=\"failure\"} 0.0",
					"prometheus_rsocket_pushes_total{result=\"success\"} 0.0");
			double before = System.currentTimeMillis() / 1000.0;
			assertThat(proxy.pull().lines()).contains("prometheus_rsocket_scrapes_total{result=\"success\"} 1.0");
			assertThat(this.registry.get("prometheus.rsocket.last.scrape").gauge().value()).isBetween(before - 0.001,
					before + 60);
			client.pushAndClose();
			assertThat(this.registry.scrape().lines()).contains("prometheus_rsocket_connected 0.0",
					"prometheus_rsocket_pushes_total{result=\"success\"} 1.0",
					"prometheus_rsocket_pushes_total{result=\"failure\"} 0.0",
					"prometheus_rsocket_pushes_total{result=\"timeout\"} 0.0");
		}
	}

	@Test
	void failuresAreCountedByTheirResult() {
		try (TestProxy proxy = TestProxy.start(Transport.TCP)) {
			PrometheusRSocketClient client = PrometheusRSocketClient.builder((out, contentType) -> {
				throw new IOException("broken gauge");
			}).proxy("127.0.0.1", proxy.port()).connect();
			new PrometheusRSocketClientMetrics(client).bindTo(this.registry);
			proxy.app().pull(TestProxy.TEXT).onErrorComplete().block(TestProxy.TIMEOUT);
			client.pushAndClose();
			assertThat(this.registry.scrape().lines()).contains(
					"prometheus_rsocket_scrapes_total{result=\"failure\"} 1.0",
					"prometheus_rsocket_pushes_total{result=\"failure\"} 1.0");
		}
	}

	@Test
	void aPushThatTimesOutIsCountedAsSuch() {
		try (TestProxy proxy = TestProxy.start(Transport.TCP)) {
			proxy.keep = (connection) -> Mono.never();
			connect(proxy.port()).pushAndClose();
			assertThat(this.registry.scrape().lines())
				.contains("prometheus_rsocket_pushes_total{result=\"timeout\"} 1.0");
		}
	}

	private PrometheusRSocketClient connect(int port) {
		PrometheusRSocketClient client = PrometheusRSocketClient.builder(this.registry::scrape)
			.proxy("127.0.0.1", port)
			.pushTimeout(Duration.ofSeconds(2))
			.connect();
		new PrometheusRSocketClientMetrics(client).bindTo(this.registry);
		return client;
	}

}
