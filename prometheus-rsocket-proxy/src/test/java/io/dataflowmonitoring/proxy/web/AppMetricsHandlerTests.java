package io.dataflowmonitoring.proxy.web;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

import io.dataflowmonitoring.proxy.connection.RegisteredApps;
import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.PROTOBUF;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

class AppMetricsHandlerTests {

	private static final String ANY_RICHER = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
			+ "encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5";

	private static final String OPENMETRICS = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";

	/** Nothing of it is read. */
	private static final byte[] MESSAGES = { 1, 2, (byte) 0xff };

	private final Fixture fixture = new Fixture();

	private final WebTestClient client = this.fixture.client(null);

	@Test
	void showsOneAppAlone() {
		App app = this.fixture.app("a 1\n");
		this.fixture.app("b 1\n");
		assertThat(get(app.id(), "*/*")).isEqualTo("a 1\n");
	}

	@Test
	void theAppAnswersInTheRichestFormatThatBothKnowAndThatIsPassedOn() {
		List<List<ExpositionFormat>> asked = new ArrayList<>();
		App app = RegisteredApps.negotiated(this.fixture.registry, EnumSet.allOf(ExpositionFormat.class),
				(accepted) -> {
					asked.add(accepted);
					return Mono.just(switch (accepted.get(0)) {
						case TEXT_0_0_4 -> new WireExposition(Fixture.bytes("a 1\n"), TEXT_0_0_4);
						case OPENMETRICS_1_0_0 ->
							new WireExposition(Fixture.bytes("# TYPE a unknown\na 1\n# EOF\n"), OPENMETRICS_1_0_0);
						case PROTOBUF -> new WireExposition(MESSAGES, PROTOBUF);
					});
				});
		assertAnswers(app, "text/plain", TEXT_0_0_4, Fixture.bytes("a 1\n"));
		assertAnswers(app, OPENMETRICS, OPENMETRICS_1_0_0, Fixture.bytes("# TYPE a unknown\na 1\n# EOF\n"));
		assertAnswers(app, ANY_RICHER, PROTOBUF, MESSAGES);
		assertThat(asked).containsExactly(List.of(TEXT_0_0_4), List.of(OPENMETRICS_1_0_0, TEXT_0_0_4),
				List.of(PROTOBUF, OPENMETRICS_1_0_0, TEXT_0_0_4));
	}

	@Test
	void aPublishedAppAnswersInTheTextFormatWhateverIsAccepted() {
		assertAnswers(this.fixture.app("a 1\n"), ANY_RICHER, TEXT_0_0_4, Fixture.bytes("a 1\n"));
	}

	@Test
	void whatIsNotAnExpositionIsNotPassedOn() {
		App text = this.fixture.app("not an exposition\n");
		App openMetrics = RegisteredApps.negotiated(this.fixture.registry, EnumSet.of(TEXT_0_0_4, OPENMETRICS_1_0_0),
				(accepted) -> Mono.just(new WireExposition(Fixture.bytes("a 1\n"), OPENMETRICS_1_0_0)));
		assertThat(fails(text.id(), 503)).startsWith("App " + text.id() + " gave no metrics. Reason: malformed: ");
		assertThat(fails(openMetrics.id(), 503)).contains("Reason: malformed: ");
	}

	@Test
	void anAppThatDoesNotAnswerInTimeFailsTheScrape() {
		App app = RegisteredApps.published(this.fixture.registry, Mono.never());
		String why = this.client.get()
			.uri("/metrics/apps/" + app.id())
			.header("X-Prometheus-Scrape-Timeout-Seconds", "0.1")
			.exchange()
			.expectStatus()
			.isEqualTo(504)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(why).contains("App " + app.id())
			.containsPattern("Reason: timeout: it has not answered for \\d+\\.\\d s");
	}

	@Test
	void anIdThatNobodyHasIsExplained() {
		assertThat(fails("0123456789abcdef", 404)).contains("No app has this id", "/discovery");
	}

	@Test
	void anAppThatIsGoneIsItsFinalPushAsLongAsThatIsKept() {
		App app = this.fixture.app("a{instance=\"one\"} 1\n");
		this.fixture.registry.remove(app);
		TestPushes.keep(this.fixture.pushes, app.id(), "a{instance=\"one\"} 2\n");
		assertThat(get(app.id(), "*/*")).contains("prometheus_proxy_push_time_seconds{instance=\"one\"} ",
				"a{instance=\"one\"} 2\n");
		assertThat(get(app.id(), OPENMETRICS)).contains("a{instance=\"one\"} 2").endsWith("# EOF\n");
		this.fixture.clock.advance(Fixture.RETENTION);
		fails(app.id(), 404);
	}

	@Test
	void aFinalPushThatNoScrapeHasHadIsKeptUntilOneHas() {
		TestPushes.keep(this.fixture.pushes, "gone", "a 1\n");
		this.fixture.clock.advance(Fixture.RETENTION);
		assertThat(get("gone", "*/*")).contains("a 1\n");
		fails("gone", 404);
	}

	@Test
	void headAsksNoApp() {
		App app = RegisteredApps.published(this.fixture.registry, Mono.error(new AssertionError("asked")));
		this.client.head()
			.uri("/metrics/apps/" + app.id())
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
			.expectBody()
			.isEmpty();
		this.client.head().uri("/metrics/apps/0").exchange().expectStatus().isNotFound();
	}

	private void assertAnswers(App app, String accept, ExpositionFormat format, byte[] body) {
		EntityExchangeResult<byte[]> answer = this.client.get()
			.uri("/metrics/apps/" + app.id())
			.header(HttpHeaders.ACCEPT, accept)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.returnResult();
		assertThat(answer.getResponseHeaders().get(HttpHeaders.CONTENT_TYPE)).containsExactly(format.contentType());
		assertThat(answer.getResponseHeaders().getVary()).containsExactly("Accept", "Accept-Encoding");
		assertThat(answer.getResponseHeaders().get("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(answer.getResponseBody()).isEqualTo(body);
	}

	private String get(String id, String accept) {
		return body(id, accept, 200);
	}

	private String fails(String id, int status) {
		return body(id, OPENMETRICS, status);
	}

	private String body(String id, String accept, int status) {
		String body = this.client.get()
			.uri("/metrics/apps/" + id)
			.header(HttpHeaders.ACCEPT, accept)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.valueEquals("X-Content-Type-Options", "nosniff")
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (body != null) ? body : "";
	}

}
