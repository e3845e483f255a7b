package io.dataflowmonitoring.proxy.web;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.test.json.JsonCompareMode;

import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.push.TestPushes;

import static org.assertj.core.api.Assertions.assertThat;

class DiscoveryHandlerTests {

	private final Fixture fixture = new Fixture();

	@Test
	void withoutAppsThereAreNoTargets() {
		assertTargets(null, "http", "[]");
	}

	@Test
	@DisplayName("An app's own instance, not the proxy's (prometheus-rsocket-proxy#12)")
	void eachAppIsATargetWithItsOwnInstance() {
		App app = this.fixture.app("a{instance=\"one\",application=\"orders\",stream_name=\"s\"} 1\n");
		App unnamed = this.fixture.app("a 1\n");
		assertTargets(null, "http", """
				[{"targets": ["proxy.example:8080"], "labels": {"__metrics_path__": "/metrics/apps/%1$s",
				  "instance": "one", "__meta_dataflow_application": "orders", "__meta_dataflow_instance": "one",
				  "__meta_dataflow_stream_name": "s", "__meta_dataflow_app_id": "%1$s",
				  "__meta_dataflow_protocol": "1", "__meta_dataflow_state": "live"}},
				 {"targets": ["proxy.example:8080"], "labels": {"__metrics_path__": "/metrics/apps/%2$s",
				  "instance": "%2$s", "__meta_dataflow_app_id": "%2$s",
				  "__meta_dataflow_protocol": "1", "__meta_dataflow_state": "live"}}]
				""".formatted(app.id(), unnamed.id()));
	}

	@Test
	void anAppThatHasSaidItsLastIsATargetAsLongAsThatIsKept() {
		TestPushes.keep(this.fixture.pushes, "gone", "a{instance=\"one\"} 1\n");
		assertTargets(null, "http", """
				[{"targets": ["proxy.example:8080"], "labels": {"__metrics_path__": "/metrics/apps/gone",
				  "instance": "one", "__meta_dataflow_instance": "one", "__meta_dataflow_app_id": "gone",
				  "__meta_dataflow_state": "pushed"}}]
				""");
		this.fixture.pushes.delivered(this.fixture.pushes.kept());
		this.fixture.clock.advance(Fixture.RETENTION);
		assertTargets(null, "http", "[]");
	}

	@Test
	@DisplayName("No duplicate series (prometheus-rsocket-proxy#12)")
	void anAppThatIsBackIsOneTarget() {
		TestPushes.keep(this.fixture.pushes, "before", "a{instance=\"one\"} 1\n");
		App app = this.fixture.app("a{instance=\"one\"} 2\n");
		assertTargets(null, "http", """
				[{"targets": ["proxy.example:8080"], "labels": {"__metrics_path__": "/metrics/apps/%1$s",
				  "instance": "one", "__meta_dataflow_instance": "one", "__meta_dataflow_app_id": "%1$s",
				  "__meta_dataflow_protocol": "1", "__meta_dataflow_state": "live"}}]
				""".formatted(app.id()));
	}

	@Test
	void overTlsAndBehindAnotherAddress() {
		TestPushes.keep(this.fixture.pushes, "gone", "a 1\n");
		assertTargets("metrics.example:443", "https", """
				[{"targets": ["metrics.example:443"], "labels": {"__metrics_path__": "/metrics/apps/gone",
				  "__scheme__": "https", "instance": "gone", "__meta_dataflow_app_id": "gone",
				  "__meta_dataflow_state": "pushed"}}]
				""");
	}

	@Test
	@DisplayName("One slow app must not hang the scrape (prometheus-rsocket-proxy#60)")
	void anAppThatDoesNotSayWhoItIsIsWaitedForOnce() {
		App app = RegisteredApps.published(this.fixture.registry, Mono.never());
		String target = """
				[{"targets": ["proxy.example:8080"], "labels": {"__metrics_path__": "/metrics/apps/%1$s",
				  "instance": "%1$s", "__meta_dataflow_app_id": "%1$s",
				  "__meta_dataflow_protocol": "1", "__meta_dataflow_state": "live"}}]
				""".formatted(app.id());
		assertTargets(null, "http", target);
		long start = System.nanoTime();
		assertTargets(null, "http", target);
		assertThat(System.nanoTime() - start).isLessThan(400_000_000L);
	}

	private void assertTargets(@Nullable String address, String scheme, String json) {
		this.fixture.client(address)
			.get()
			.uri(scheme + "://proxy.example:8080/discovery")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals(HttpHeaders.CONTENT_TYPE, "application/json")
			.expectBody()
			.json(json, JsonCompareMode.STRICT);
	}

}
