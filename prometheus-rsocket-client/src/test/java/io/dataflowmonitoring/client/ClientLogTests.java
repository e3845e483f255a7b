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

	@Test
	void aLostConnectionIsTriedAgainAfterTheFirstBackoff() {
		TestProxy first = TestProxy.start(Transport.TCP);
		int port = first.port();
		try (PrometheusRSocketClient client = client(port).maxBackoff(Duration.ofHours(1)).connect()) {
			await().until(() -> client.state().connected());
			first.close();
			await().until(() -> client.state().attempts() > 5);
			TestProxy second = TestProxy.start(Transport.TCP, port);
			await().until(() -> client.state().connected());
			second.close();
			await().until(() -> !client.state().connected());
		}
		String last = this.lines.events.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.filter((line) -> line.startsWith("Disconnected"))
			.reduce("", (before, after) -> after);
		Matcher pause = Pattern.compile("in (\\d+) ms").matcher(last);
		assertThat(pause.find()).isTrue();
		assertThat(Integer.parseInt(pause.group(1))).isLessThanOrEqualTo(10);
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
