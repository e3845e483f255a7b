package io.dataflowmonitoring.client;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
		assertRefused((builder) -> builder.proxies(List.of()), "there is no proxy to connect to");
		assertRefused((builder) -> builder.connectTimeout(Duration.ofSeconds(-1)), "connect timeout");
		assertRefused((builder) -> builder.pushTimeout(Duration.ZERO), "push timeout");
	}

	@Test
	void aTokenIsNeitherInMessagesNorInTheSettings() {
		assertRefused((builder) -> builder.token(""), "the token must consist of visible ASCII characters");
		assertThatIllegalArgumentException().isThrownBy(() -> builder().token("hush hush\n"))
			.withMessageNotContaining("hush");
		assertThat(settings("localhost", false, "hush").toString()).doesNotContain("hush");
	}

	/**
	 * Who may connect; TLS (prometheus-rsocket-proxy#30).
	 */
	@ParameterizedTest
	@CsvSource({ "localhost, true", "LocalHost, true", "proxy.localhost, true", "127.0.0.1, true", "127.9.9.9, true",
			"::1, true", "127.0.0.1.example.com, false", "proxy, false", "10.0.0.1, false", "fe80::1, false",
			"no::address::at::all, false" })
	void aTokenIsExposedWhereItLeavesTheMachineWithoutTls(String host, boolean staysHere) {
		assertThat(settings(host, false, "hush").exposed().isEmpty()).isEqualTo(staysHere);
		assertThat(settings(host, true, "hush").exposed()).isEmpty();
		assertThat(settings(host, false, null).exposed()).isEmpty();
	}

	@Test
	void theProxyIsNamedAsPeopleWriteIt() {
		assertThat(name("proxy.example", Transport.TCP, false)).isEqualTo("tcp://proxy.example:7001");
		assertThat(name("proxy.example", Transport.TCP, true)).isEqualTo("tls://proxy.example:7001");
		assertThat(name("::1", Transport.WEBSOCKET, false)).isEqualTo("ws://[::1]:7001");
		assertThat(name("::1", Transport.WEBSOCKET, true)).isEqualTo("wss://[::1]:7001");
	}

	@Test
	void aProxyThatIsNamedTwiceIsOne() {
		ProxyAddress one = new ProxyAddress("one", 7001);
		ProxyAddress two = new ProxyAddress("two", 7001);
		assertThat(settings(List.of(one, two, one), Transport.TCP, false, null).proxies()).containsExactly(one, two);
	}

	@ParameterizedTest
	@CsvSource({ "proxy:81, proxy, 81", "proxy, proxy, 7001", "' 10.0.0.1:81 ', 10.0.0.1, 81", "[::1]:81, ::1, 81",
			"[::1], ::1, 7001" })
	void anAddressIsReadAsPeopleWriteIt(String written, String host, int port) {
		assertThat(ProxyAddress.parse(written, 7001)).isEqualTo(new ProxyAddress(host, port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":81", "proxy:", "proxy:x", "proxy:0", "proxy:70000", "::1", "tcp://proxy:81",
			"one two", "[::1", "proxy:81:82", "proxy:99999999999" })
	void whatIsNoAddressIsRefused(String written) {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyAddress.parse(written, 7001))
			.withMessageStartingWith("Prometheus RSocket client: ");
	}

	private static void assertRefused(UnaryOperator<PrometheusRSocketClient.Builder> setting, String problem) {
		assertThatIllegalArgumentException().isThrownBy(() -> setting.apply(builder()).connect())
			.withMessageStartingWith("Prometheus RSocket client: ")
			.withMessageContaining(problem);
	}

	private static PrometheusRSocketClient.Builder builder() {
		return PrometheusRSocketClient.builder((out, contentType) -> {
		});
	}

	private static String name(String host, Transport transport, boolean secure) {
		ProxyAddress proxy = new ProxyAddress(host, 7001);
		return settings(List.of(proxy), transport, secure, null).name(proxy);
	}

	private static ClientSettings settings(String host, boolean secure, @Nullable String token) {
		return settings(List.of(new ProxyAddress(host, 7001)), Transport.TCP, secure, token);
	}

	private static ClientSettings settings(List<ProxyAddress> proxies, Transport transport, boolean secure,
			@Nullable String token) {
		AppSettings app = new AppSettings(AppDescription.NONE,
				(token != null) ? new AppCredentials.Bearer(token) : null, Set.of(ExpositionFormat.TEXT_0_0_4), secure);
		return new ClientSettings(proxies, transport, secure ? new Tls(null, null) : null, app, Duration.ofSeconds(1),
				Duration.ofSeconds(1), 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
	}

}
