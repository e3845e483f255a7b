package io.dataflowmonitoring.proxy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.web.server.WebFilterChainProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@DisplayName("Who may scrape (prometheus-proxy#29, prometheus-rsocket-proxy#30)")
@ExtendWith(OutputCaptureExtension.class)
class ScrapeAuthTests {

	private static final List<String> PROTECTED = List.of("/", "/metrics/connected", "/metrics/proxy",
			"/metrics/apps/x", "/discovery", "/actuator/info", "/actuator", "/nothing");

	private static final List<String> OPEN = List.of("/actuator/health", "/actuator/health/liveness",
			"/actuator/health/readiness");

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void withoutItNobodyIsAskedAndNothingOfItIsThere(CapturedOutput output) {
		try (ConfigurableApplicationContext proxy = start()) {
			assertThat(get(proxy, "/metrics/connected").statusCode()).isEqualTo(200);
			assertThat(get(proxy, "/metrics/connected").headers().map()).doesNotContainKeys("WWW-Authenticate",
					"X-Frame-Options", "Set-Cookie");
			assertThat(proxy.getBeansOfType(WebFilterChainProxy.class)).isEmpty();
			assertThat(get(proxy, "/login").statusCode()).isEqualTo(404);
			assertThat(output).doesNotContainIgnoringCase("password");
		}
	}

	@Test
	void withBasicOnlyTheUserGetsIn(CapturedOutput output) {
		try (ConfigurableApplicationContext proxy = start("--micrometer.prometheus-proxy.scrape-auth=basic",
				"--micrometer.prometheus-proxy.scrape-user=prometheus",
				"--micrometer.prometheus-proxy.scrape-password=pass:wörd")) {
			assertOnlyHealthIsOpen(proxy, "Basic realm=\"prometheus-rsocket-proxy\"");
			for (String wrong : List.of("prometheus:", "prometheus:pass", "other:pass:wörd", ":pass:wörd",
					"prometheus")) {
				assertThat(get(proxy, "/metrics/proxy", "Authorization", basic(wrong)).statusCode()).as(wrong)
					.isEqualTo(401);
			}
			assertThat(get(proxy, "/metrics/proxy", "Authorization", "Bearer pass:wörd").statusCode()).isEqualTo(401);
			assertScrapes(proxy, basic("prometheus:pass:wörd"));
			assertThat(output).doesNotContain("wörd");
		}
	}

	@Test
	void withBearerOnlyTheTokensGetIn(CapturedOutput output) {
		try (ConfigurableApplicationContext proxy = start("--micrometer.prometheus-proxy.scrape-auth=bearer",
				"--micrometer.prometheus-proxy.scrape-tokens=old.token,new-token")) {
			assertOnlyHealthIsOpen(proxy, "Bearer");
			for (String wrong : List.of("Bearer old", "Bearer old.token,new-token", "Bearer NEW-TOKEN", "Bearer ",
					"Bearer", "old.token", basic("old.token:new-token"))) {
				assertThat(get(proxy, "/metrics/proxy", "Authorization", wrong).statusCode()).as(wrong).isEqualTo(401);
			}
			assertThat(get(proxy, "/metrics/proxy?access_token=new-token").statusCode()).isEqualTo(401);
			assertScrapes(proxy, "Bearer old.token");
			assertScrapes(proxy, "Bearer new-token");
			assertThat(output).doesNotContain("old.token", "new-token");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			scrape-auth=basic                                      | scrape-user
			scrape-auth=basic,scrape-user=a                        | scrape-password
			scrape-auth=basic,scrape-user=a:b,scrape-password=x    | scrape-user
			scrape-auth=bearer                                     | scrape-tokens
			scrape-auth=bearer,scrape-tokens=hush hush             | scrape-tokens
			scrape-tokens=hush                                     | scrape-tokens
			scrape-password=hush                                   | scrape-password
			scrape-auth=digest                                     | scrape-auth
			max-concurrent-scrapes=0                               | max-concurrent-scrapes
			discovery-target=http://proxy/                         | discovery-target
			""")
	void whatIsIncompleteOrContradictoryFailsTheStart(String properties, String named, CapturedOutput output) {
		assertThatException().isThrownBy(() -> start(List.of(properties.split(","))
			.stream()
			.map((property) -> "--micrometer.prometheus-proxy." + property)
			.toArray(String[]::new)));
		assertThat(output).contains("APPLICATION FAILED TO START", "micrometer.prometheus-proxy." + named)
			.doesNotContain("hush");
	}

	private void assertOnlyHealthIsOpen(ConfigurableApplicationContext proxy, String challenge) {
		for (String path : PROTECTED) {
			HttpResponse<String> answer = get(proxy, path);
			assertThat(answer.statusCode()).as(path).isEqualTo(401);
			assertThat(answer.headers().firstValue("WWW-Authenticate")).as(path).hasValue(challenge);
			assertThat(answer.body()).as(path).isEmpty();
		}
		for (String path : OPEN) {
			assertThat(get(proxy, path).statusCode()).as(path).isEqualTo(200);
		}
		for (String path : List.of("/actuator/health/../info", "/actuator/health/%2e%2e/info", "//metrics/proxy",
				"/actuator/health;/../info", "/actuator/healthy")) {
			assertThat(get(proxy, path).statusCode()).as(path).isIn(400, 401);
		}
	}

	private void assertScrapes(ConfigurableApplicationContext proxy, String authorization) {
		for (String path : List.of("/metrics/connected", "/metrics/proxy")) {
			HttpResponse<String> answer = get(proxy, path, "Authorization", authorization);
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().allValues("Content-Type"))
				.containsExactly("text/plain; version=0.0.4; charset=utf-8");
			assertThat(answer.headers().map()).doesNotContainKey("Set-Cookie");
		}
		assertThat(get(proxy, "/actuator/info", "Authorization", authorization).statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> get(ConfigurableApplicationContext proxy, String path, String... headers) {
		URI uri = URI.create("http://127.0.0.1:" + proxy.getEnvironment().getProperty("local.server.port") + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String basic(String credentials) {
		return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
	}

	private static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(ProxyApplication.class);
		application.setDefaultProperties(Map.of("server.address", "127.0.0.1", "server.port", "0",
				"micrometer.prometheus-proxy.bind-address", "127.0.0.1", "micrometer.prometheus-proxy.tcp-port", "0",
				"micrometer.prometheus-proxy.websocket-port", "0"));
		return application.run(args);
	}

}
