package io.dataflowmonitoring.local.demo;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ProxyReaderTests {

	private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

	@Test
	void readsWhatTheAppsAndTheProxySay() throws Exception {
		try (HttpFake proxy = new HttpFake()) {
			proxy.answer("/metrics/connected", (query) -> "jvm_info 1\ndemo_orders_placed_total 7\n");
			proxy.answer("/metrics/proxy", (query) -> "prometheus_proxy_pushes_kept 3\n");
			Reading reading = new ProxyReader(proxy.client(), proxy.uri(), this.clock).read();
			assertThat(reading.connected()).extracting(Sample::name).containsExactly("demo_orders_placed_total");
			assertThat(reading.samples()).isEqualTo(2);
			assertThat(reading.pushesKept()).isEqualTo(3);
			assertThat(reading.takenAt()).isEqualTo(Instant.EPOCH);
		}
	}

	@Test
	void anErrorOfTheProxyIsNoEmptyReading() throws Exception {
		try (HttpFake proxy = new HttpFake()) {
			ProxyReader reader = new ProxyReader(proxy.client(), proxy.uri(), this.clock);
			assertThatIOException().isThrownBy(reader::read)
				.withMessage(proxy.uri() + "/metrics/connected answered with status 404");
		}
	}

	@Test
	void aProxyThatIsAwayIsAnIoException() throws Exception {
		HttpFake proxy = new HttpFake();
		proxy.close();
		ProxyReader reader = new ProxyReader(proxy.client(), proxy.uri(), this.clock);
		assertThatIOException().isThrownBy(reader::read);
	}

}
