package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.push.KeptPush;
import io.dataflowmonitoring.proxy.push.TestPushes;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;

class StatusPageTests {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private static final Path FILES = Path.of("src/main/resources/status");

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
			.containsPattern(
					"Answers break the rules of the format +1 of the apps: " + bad.id() + " Line 1: not a value")
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
			.containsOnlyOnce("<script")
			.contains("<noscript>");
	}

	@Test
	void allThatBelongsToThePageIsRestrictedToOurOwnFiles() {
		for (String path : List.of("/", "/status", "/status/apps/none", "/status/files/main.js",
				"/status/files/none")) {
			HttpHeaders headers = this.fixture.client(null)
				.get()
				.uri(path)
				.exchange()
				.returnResult(String.class)
				.getResponseHeaders();
			assertThat(headers.getFirst("Content-Security-Policy")).as(path)
				.contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
				.doesNotContain("unsafe");
			assertThat(headers.getFirst("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
		}
	}

	@Test
	void thePageAndItsFilesHaveNeitherInlineScriptsNorStylesNorAnythingFromElsewhere() throws IOException {
		Pattern forbidden = Pattern.compile("(?i)\\son\\w+=\"|style=\"|<style|javascript:|(src|href)=\"(https?:)?//"
				+ "|innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|url\\(|@import");
		try (Stream<Path> files = Files.list(FILES)) {
			for (Path file : files.toList()) {
				assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(forbidden);
			}
		}
	}

	@Test
	void eachFileIsServedAndOnlyThose() throws IOException {
		try (Stream<Path> files = Files.list(FILES)) {
			for (Path file : files.filter((path) -> !path.endsWith("page.html")).toList()) {
				EntityExchangeResult<byte[]> answer = this.fixture.client(null)
					.get()
					.uri("/status/files/{name}", file.getFileName().toString())
					.exchange()
					.expectStatus()
					.isOk()
					.expectBody()
					.returnResult();
				assertThat(answer.getResponseBody()).isEqualTo(Files.readAllBytes(file));
				this.fixture.client(null)
					.get()
					.uri("/status/files/{name}", file.getFileName().toString())
					.header(HttpHeaders.IF_NONE_MATCH, "" + answer.getResponseHeaders().getETag())
					.exchange()
					.expectStatus()
					.isEqualTo(HttpStatus.NOT_MODIFIED);
			}
		}
		for (String name : List.of("page.html", "..%2Fapplication.yaml", "..", "none.js")) {
			this.fixture.client(null).get().uri("/status/files/" + name).exchange().expectStatus().isNotFound();
		}
	}

	@Test
	void asJson() {
		App app = this.fixture.app("a{instance=\"one\"} 1\n");
		this.fixture.metrics.scrape(ExpositionFormat.TEXT_0_0_4, Duration.ofSeconds(1)).block();
		TestPushes.keep(this.fixture.pushes, "gone", "b{instance=\"two\"} 1\n");
		this.fixture.client(null)
			.get()
			.uri("/status")
			.exchange()
			.expectHeader()
			.contentType("application/json")
			.expectBody()
			.jsonPath("$.time")
			.isEqualTo("2026-01-01T00:00:00Z")
			.jsonPath("$.proxy.scrapeTimeoutSeconds")
			.isEqualTo(10.0)
			.jsonPath("$.totals.upApps")
			.isEqualTo(1)
			.jsonPath("$.apps[0].id")
			.isEqualTo(app.id())
			.jsonPath("$.apps[0].identity.instance")
			.isEqualTo("one")
			.jsonPath("$.apps[0].connectedAt")
			.isEqualTo("2026-01-01T00:00:00Z")
			.jsonPath("$.apps[0].lastScrape.result")
			.isEqualTo("ok")
			.jsonPath("$.apps[0].lastScrape.samples")
			.isEqualTo(1)
			.jsonPath("$.apps[0].lastScrape.detail")
			.doesNotExist()
			.jsonPath("$.apps[0].recentDurationsSeconds.length()")
			.isEqualTo(1)
			.jsonPath("$.finalPushes[0].keptUntil")
			.isEqualTo("2026-01-01T00:02:00Z")
			.jsonPath("$.finalPushes[0].delivered")
			.isEqualTo(false)
			.jsonPath("$.timeline[0].pulls")
			.isEqualTo(1);
		this.fixture.client(null)
			.get()
			.uri("/status/apps/{id}", app.id())
			.exchange()
			.expectBody()
			.jsonPath("$.app.id")
			.isEqualTo(app.id())
			.jsonPath("$.scrapes[0].samples")
			.isEqualTo(1);
		this.fixture.client(null).get().uri("/status/apps/none").exchange().expectStatus().isNotFound();
	}

	@Test
	void lookingAtAFinalPushDoesNotDeliverIt() {
		KeptPush push = TestPushes.keep(this.fixture.pushes, "gone", "b 1\n");
		assertThat(metrics("gone")).contains("b 1\n");
		assertThat(push.isDelivered()).isFalse();
		App app = this.fixture.app("a 1\n");
		assertThat(metrics(app.id())).isEqualTo("a 1\n");
	}

	@Test
	void lookingAtAnAppIsNoScrape() {
		App app = this.fixture.app("a{instance=\"one\"} 1\n");
		TestPushes.keep(this.fixture.pushes, "before", "a{instance=\"one\"} 0\n");
		assertThat(metrics(app.id())).isEqualTo("a{instance=\"one\"} 1\n");
		assertThat(this.fixture.status.status().totals().lastPullAt()).isNull();
		assertThat(this.fixture.scraper.status(app)).isNull();
		assertThat(this.fixture.pushes.kept()).hasSize(1);
		this.fixture.client(null).get().uri("/metrics/apps/{id}", app.id()).exchange().expectStatus().isOk();
		assertThat(this.fixture.status.status().totals().lastPullAt()).isEqualTo(this.fixture.clock.instant());
		assertThat(this.fixture.scraper.status(app)).isNotNull();
		assertThat(this.fixture.pushes.kept()).isEmpty();
	}

	private String metrics(String app) {
		return body(this.fixture.client(null)
			.get()
			.uri("/status/apps/{id}/metrics", app)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult());
	}

	private String page(String accept, String contentType) {
		return body(this.fixture.client(null)
			.get()
			.uri("/")
			.header(HttpHeaders.ACCEPT, accept)
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals(HttpHeaders.CONTENT_TYPE, contentType)
			.expectBody(String.class)
			.returnResult());
	}

	private static String body(EntityExchangeResult<String> answer) {
		String body = answer.getResponseBody();
		return (body != null) ? body : "";
	}

}
