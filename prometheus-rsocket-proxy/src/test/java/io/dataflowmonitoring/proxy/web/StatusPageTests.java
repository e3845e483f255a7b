package io.dataflowmonitoring.proxy.web;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;

class StatusPageTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private final Fixture fixture = new Fixture();

	@Test
	void asTextForAShell() {
		App app = this.fixture.app("a{instance=\"one\"} 1\n");
		App bad = this.fixture.app("garbage\n");
		this.fixture.metrics.scrape(ExpositionFormat.TEXT_0_0_4, Duration.ofSeconds(1)).block();
		App silent = this.fixture.app("a 1\n");
		TestPushes.keep(this.fixture.pushes, "gone", "b{instance=\"two\"} 1\n");
		this.fixture.clock.advance(Duration.ofSeconds(50));
		assertThat(page("*/*", "text/plain;charset=utf-8"))
			.contains("/metrics/connected", "/metrics/apps/{id}", "/metrics/proxy", "/discovery", "/actuator/health",
					"Connected apps (3)", "Final pushes (1)")
			.containsPattern(app.id() + " +\\{instance=\"one\"\\} +tcp +1 +[-\\d]+T[:\\d]+Z +\\d+ ms +1 +20 +ok\n")
			.containsPattern(bad.id() + " +tcp +1 +[-\\d]+T[:\\d]+Z +\\d+ ms +0 +0 +malformed\n")
			.containsPattern(silent.id() + " +tcp +1 +not yet\n")
			.containsPattern("gone +\\{instance=\"two\"\\} +[-\\d]+T[:\\d]+Z +1 +20 +in 70 s\n");
	}

	@Test
	void asAPageForABrowserWithNothingOfAnAppsInventionInIt() {
		TestPushes.keep(this.fixture.pushes, "gone", "b{instance=\"<script>alert('&')</script>\"} 1\n");
		assertThat(page(BROWSER, "text/html;charset=utf-8")).startsWith("<!DOCTYPE html>")
			.contains("{instance=&quot;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;&quot;}")
			.doesNotContain("<script");
	}

	private String page(String accept, String contentType) {
		String body = this.fixture.client(null)
			.get()
			.uri("/")
			.header(HttpHeaders.ACCEPT, accept)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals(HttpHeaders.CONTENT_TYPE, contentType)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return (body != null) ? body : "";
	}

}
