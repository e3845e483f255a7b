package io.dataflowmonitoring.proxy.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.Protocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What structured logs say about apps.
 */
class AppLogTests {

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(AppRegistry.class);

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void listenNoMore() {
		this.logger.detachAppender(this.lines);
	}

	@Test
	void eachLineAboutAnAppHasItsIdAndItsIdentityAsFields() {
		AppRegistry registry = new AppRegistry(Clock.systemUTC(), Duration.ofMinutes(1));
		App app = registry.add(new AppLink(TransportType.TCP, null, Protocol.NEGOTIATED,
				new AppIdentity(Map.of("stream_name", "orders", "instance", "one")),
				Set.of(ExpositionFormat.TEXT_0_0_4), (accepted, arrays) -> Mono.empty(), Mono::empty, () -> {
				}));
		registry.remove(app);
		assertThat(this.lines.list).hasSize(2);
		for (ILoggingEvent line : this.lines.list) {
			assertThat(fields(line)).containsExactlyInAnyOrder("app=" + app.id(), "instance=one", "stream_name=orders");
		}
	}

	private static List<String> fields(ILoggingEvent line) {
		return line.getKeyValuePairs().stream().map((pair) -> pair.key + "=" + pair.value).toList();
	}

}
