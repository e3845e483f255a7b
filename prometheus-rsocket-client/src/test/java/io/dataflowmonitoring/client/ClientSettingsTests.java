package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClientSettingsTests {

	@Test
	void aSettingThatMakesNoSenseIsRefusedWithItsValue() {
		assertRefused((builder) -> builder.proxy(" ", 7001), "the proxy's host is empty");
		assertRefused((builder) -> builder.proxy("localhost", 0), "from 1 to 65535, not 0");
		assertRefused((builder) -> builder.proxy("localhost", 65536), "from 1 to 65535, not 65536");
		assertRefused((builder) -> builder.firstBackoff(Duration.ZERO), "the first backoff must be positive, not PT0S");
		assertRefused((builder) -> builder.maxBackoff(Duration.ofMillis(1)),
				"the maximum backoff, PT0.001S, must not be shorter than the first, PT1S");
		assertRefused((builder) -> builder.maxRetries(-1), "must not be negative: -1");
		assertRefused((builder) -> builder.connectTimeout(Duration.ofSeconds(-1)), "connect timeout");
		assertRefused((builder) -> builder.pushTimeout(Duration.ZERO), "push timeout");
	}

	@Test
	void theProxyIsNamedAsPeopleWriteIt() {
		assertThat(settings("proxy.example", Transport.TCP, false).proxy()).isEqualTo("tcp://proxy.example:7001");
		assertThat(settings("proxy.example", Transport.TCP, true).proxy()).isEqualTo("tls://proxy.example:7001");
		assertThat(settings("::1", Transport.WEBSOCKET, false).proxy()).isEqualTo("ws://[::1]:7001");
		assertThat(settings("::1", Transport.WEBSOCKET, true).proxy()).isEqualTo("wss://[::1]:7001");
	}

	private static void assertRefused(Consumer<PrometheusRSocketClient.Builder> setting, String problem) {
		PrometheusRSocketClient.Builder builder = PrometheusRSocketClient.builder((out, contentType) -> {
		});
		setting.accept(builder);
		assertThatIllegalArgumentException().isThrownBy(builder::connect)
			.withMessageStartingWith("Prometheus RSocket client: ")
			.withMessageContaining(problem);
	}

	private static ClientSettings settings(String host, Transport transport, boolean secure) {
		return new ClientSettings(host, 7001, transport, secure, Duration.ofSeconds(1), Duration.ofSeconds(1), 1,
				Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
	}

}
