package io.dataflowmonitoring.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.AdmissionFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators read in an app's log at level INFO.
 */
@Timeout(60)
class ClientLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(PrometheusRSocketClient.class);

	private final Lines lines = new Lines();

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.lines);
		// No stack traces, whatever happened.
		assertThat(this.lines.events).allSatisfy((event) -> assertThat(event.getThrowableProxy()).isNull());
	}

	@Test
	void eachChangeOfTheConnectionIsOneLineThatNamesTheProxy() {
		TestProxy first = TestProxy.start(Transport.TCP);
		int port = first.port();
		try (PrometheusRSocketClient client = client(port).connect()) {
			await().until(() -> client.state().connected());
			first.close();
			await().until(() -> client.state().attempts() > 6);
			try (TestProxy second = TestProxy.start(Transport.TCP, port)) {
				assertThat(second.pull()).isEqualTo("a");
				client.pushAndClose();
			}
		}
		String proxy = Pattern.quote("the Prometheus RSocket proxy at tcp://127.0.0.1:" + port);
		assertThat(this.lines.events).satisfiesExactly((line) -> assertLine(line, Level.INFO, "Connected to " + proxy),
				(line) -> assertLine(line, Level.INFO,
						"Disconnected from " + proxy + ": .*\\. Trying again in \\d+ ms"),
				(line) -> assertLine(line, Level.WARN,
						"No connection to " + proxy + ": Connection refused.*\\. Trying again in \\d+ ms, .*"),
				(line) -> assertLine(line, Level.INFO, "Connected to " + proxy),
				(line) -> assertLine(line, Level.INFO, "(?i)" + proxy + " has the last metrics \\(1 bytes, .* ms\\)"));
	}

	/**
	 * A proxy that closes each connection at once is not asked at the shortest interval
	 * for ever.
	 */
	@Test
	void thePauseGrowsWhileConnectionsComeAndGo() {
		try (TestProxy proxy = TestProxy.start(Transport.TCP)) {
			proxy.closeAtOnce = true;
			try (PrometheusRSocketClient client = client(proxy.port()).maxBackoff(Duration.ofHours(1)).connect()) {
				await().until(() -> client.state().attempts() > 5);
			}
		}
		List<Integer> pauses = this.lines.events.stream()
			.map((event) -> Pattern.compile("^Disconnected from .* in (\\d+) ms").matcher(event.getFormattedMessage()))
			.filter(Matcher::find)
			.map((matcher) -> Integer.parseInt(matcher.group(1)))
			.toList();
		int whole = 10;
		for (int pause : pauses) {
			assertThat(pause).isBetween(whole / 2 - 1, whole);
			whole *= 2;
		}
		assertThat(pauses).hasSizeGreaterThanOrEqualTo(5);
	}

	@Test
	void whatEachOfSeveralProxiesHasToSayIsOneLine() {
		ProxyAddress one = new ProxyAddress("127.0.0.1", TestProxy.freePort());
		ProxyAddress two = new ProxyAddress("127.0.0.1", TestProxy.freePort());
		try (PrometheusRSocketClient client = client(one.port()).proxies(List.of(one, two)).connect()) {
			await().until(() -> client.state().attempts() > 8);
		}
		String proxy = "No connection to the Prometheus RSocket proxy at tcp://";
		assertThat(this.lines.events).satisfiesExactly(
				(line) -> assertLine(line, Level.WARN,
						proxy + one + ": Connection refused.*\\. Trying tcp://" + two + " now"),
				(line) -> assertLine(line, Level.WARN,
						proxy + two + ": Connection refused.*\\. Trying again in \\d+ ms, .*"));
	}

	/**
	 * Who may connect (prometheus-rsocket-proxy#30).
	 */
	@Test
	void aRefusalIsLoggedOnceWithTheProxysWordsAndTriedAgain() {
		try (TestProxy proxy = TestProxy.start(Transport.TCP)) {
			proxy.admission = (request) -> {
				throw new AdmissionException(AdmissionFailure.CREDENTIALS_WRONG, "The token is not one of ours");
			};
			try (PrometheusRSocketClient client = client(proxy.port()).token("hush").connect()) {
				await().until(() -> client.state().attempts() > 5);
				assertThat(client.state().lastFailure()).contains("The token is not one of ours");
				proxy.admission = (request) -> {
				};
				await().until(() -> client.state().connected());
			}
		}
		assertThat(this.lines.events).satisfiesExactly(
				(line) -> assertLine(line, Level.WARN,
						"No connection to .*The token is not one of ours.*Trying again in \\d+ ms, .*"),
				(line) -> assertLine(line, Level.INFO, "Connected to .*"));
	}

	@Test
	void aTokenThatTravelsWithoutTlsIsWarnedOf() {
		client(TestProxy.freePort()).proxies(List.of(new ProxyAddress("proxy.invalid", 7001)))
			.token("hush")
			.connect()
			.close();
		assertThat(this.lines.events).first()
			.satisfies((line) -> assertLine(line, Level.WARN,
					"The token for the Prometheus RSocket proxy at tcp://proxy.invalid:7001 travels without TLS: .*"));
		assertThat(this.lines.events)
			.allSatisfy((line) -> assertThat(line.getFormattedMessage()).doesNotContain("hush"));
	}

	@Test
	void givingUpIsLogged() {
		try (PrometheusRSocketClient client = client(TestProxy.freePort()).maxRetries(0).connect()) {
			await().until(() -> client.state().connection() == ClientState.Connection.GAVE_UP);
		}
		assertThat(this.lines.events).satisfiesExactly(
				(line) -> assertLine(line, Level.WARN, "Gave up connecting to .*maximum of retries is exhausted.*"));
	}

	@Test
	void metricsThatAreLostAreLoggedWithTheReason() {
		try (TestProxy proxy = TestProxy.start(Transport.TCP)) {
			proxy.keep = (connection) -> Mono.error(new IOException("the disk is full"));
			client(proxy.port()).connect().pushAndClose();
		}
		assertThat(this.lines.events).satisfiesExactly((line) -> assertLine(line, Level.INFO, "Connected to .*"),
				(line) -> assertLine(line, Level.WARN,
						"The last metrics are lost \\(1 bytes, after \\d+ ms\\): .*the disk is full"));
	}

	@Test
	void metricsThatCannotBeWrittenAreLoggedOnceUntilTheyCan() {
		AtomicInteger pulls = new AtomicInteger();
		PrometheusRSocketClient.Builder builder = PrometheusRSocketClient.builder((out, contentType) -> {
			if (pulls.incrementAndGet() != 3) {
				throw new IOException("broken gauge");
			}
		});
		try (TestProxy proxy = TestProxy.start(Transport.TCP);
				PrometheusRSocketClient client = builder.proxy("127.0.0.1", proxy.port()).connect()) {
			for (int i = 0; i < 5; i++) {
				proxy.app().pull(TestProxy.TEXT).onErrorComplete().block(TestProxy.TIMEOUT);
			}
			assertThat(client.state().failedScrapes()).isEqualTo(4);
		}
		assertThat(this.lines.events).filteredOn((line) -> line.getLevel() == Level.WARN)
			.hasSize(2)
			.allSatisfy(
					(line) -> assertLine(line, Level.WARN, "The metrics could not be written for .*broken gauge.*"));
	}

	private static PrometheusRSocketClient.Builder client(int port) {
		return PrometheusRSocketClient.builder((out, contentType) -> out.write('a'))
			.proxy("127.0.0.1", port)
			.firstBackoff(Duration.ofMillis(10))
			.maxBackoff(Duration.ofMillis(10));
	}

	private static void assertLine(ILoggingEvent event, Level level, String pattern) {
		assertThat(event.getLevel()).isEqualTo(level);
		assertThat(event.getFormattedMessage()).matches(pattern);
	}

	/**
	 * Keeps what is logged.
	 */
	private static final class Lines extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.events.add(event);
		}

	}

}
