package io.dataflowmonitoring.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.ConnectionRequest;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;
import io.dataflowmonitoring.wire.WireExposition;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an app and a proxy that both are ours tell each other.
 */
@Timeout(60)
class NegotiationTests {

	private static final List<ExpositionFormat> ALL = List.of(ExpositionFormat.PROTOBUF,
			ExpositionFormat.OPENMETRICS_1_0_0, ExpositionFormat.TEXT_0_0_4);

	private final TestProxy proxy = TestProxy.start(Transport.TCP);

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@BeforeEach
	void count() {
		this.registry.counter("orders").increment();
	}

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void theProxyIsToldWhoTheAppIs() {
		try (PrometheusRSocketClient client = client()
			.identity(Map.of("application", "orders", "instance", "a\nb", "zone", "west"))
			.token("hush")
			.connect()) {
			assertThat(this.proxy.app().description().labels())
				.isEqualTo(Map.of("application", "orders", "instance", "a b"));
			ConnectionRequest request = this.proxy.requests.get(0);
			assertThat(request.protocol()).isEqualTo(Protocol.NEGOTIATED);
			assertThat(request.credentials()).isEqualTo(new AppCredentials.Bearer("hush"));
			assertThat(client.state().toString()).doesNotContain("hush");
		}
	}

	@Test
	void anAppThatSaysNothingOfItsFormatsWritesText() {
		try (PrometheusRSocketClient client = client().connect()) {
			WireExposition pulled = pull();
			assertThat(pulled.format()).isEqualTo(ExpositionFormat.TEXT_0_0_4);
			assertThat(new String(pulled.bytes(), StandardCharsets.UTF_8)).contains("orders_total 1.0")
				.doesNotContain("# EOF");
			client.pushAndClose();
			assertThat(this.proxy.pushFormats).containsExactly(ExpositionFormat.TEXT_0_0_4);
		}
	}

	@Test
	void anAppThatCanWritesOpenMetricsAndPushesIt() {
		try (PrometheusRSocketClient client = client().formats(Set.of(ExpositionFormat.OPENMETRICS_1_0_0)).connect()) {
			WireExposition pulled = pull();
			assertThat(pulled.format()).isEqualTo(ExpositionFormat.OPENMETRICS_1_0_0);
			assertThat(new String(pulled.bytes(), StandardCharsets.UTF_8)).contains("orders_total 1.0")
				.endsWith("# EOF\n");
			assertThat(client.pushAndClose().acknowledged()).isTrue();
			assertThat(this.proxy.pushFormats).containsExactly(ExpositionFormat.OPENMETRICS_1_0_0);
			assertThat(this.proxy.pushes).singleElement().asString().contains("orders_total 1.0").endsWith("# EOF\n");
		}
	}

	@Test
	void metricsThatWereWrittenBeforeArePushedAsText() {
		PrometheusRSocketClient client = client().formats(Set.of(ExpositionFormat.OPENMETRICS_1_0_0)).connect();
		assertThat(client.pushAndClose("a 1\n".getBytes(StandardCharsets.UTF_8)).acknowledged()).isTrue();
		assertThat(this.proxy.pushFormats).containsExactly(ExpositionFormat.TEXT_0_0_4);
	}

	private WireExposition pull() {
		return Objects.requireNonNull(this.proxy.app().pull(ALL).block(TestProxy.TIMEOUT));
	}

	private PrometheusRSocketClient.Builder client() {
		return PrometheusRSocketClient.builder(this.registry::scrape).proxy("127.0.0.1", this.proxy.port());
	}

}
