package io.dataflowmonitoring.proxy.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.dataflowmonitoring.proxy.MutableClock;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ConnectionFailuresTests {

	private final MutableClock clock = new MutableClock();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final ConnectionFailures failures = new ConnectionFailures(this.clock, this.meters);

	@Test
	void countsEachAndLogsOncePerAddressInAnHour(CapturedOutput output) {
		for (int port = 1; port <= 10; port++) {
			fail(1, port);
		}
		fail(2, 1);
		assertThat(lines(output)).hasSize(2);
		this.clock.advance(Duration.ofHours(1));
		fail(1, 11);
		assertThat(lines(output)).hasSize(3);
		assertThat(this.meters.get("prometheus.proxy.handshake.failures")
			.tag("transport", "tcp")
			.tag("reason", "not_tls")
			.counter()
			.count()).isEqualTo(12);
	}

	@Test
	void aScanFromManyAddressesDoesNotFillTheLog(CapturedOutput output) {
		for (int address = 0; address < 250; address++) {
			fail(address, 1);
		}
		assertThat(lines(output)).hasSize(100)
			.last()
			.asString()
			.contains("The next ones are not logged for up to an hour, only counted.");
	}

	private void fail(int address, int port) {
		this.failures.failed(TransportType.TCP, address(address, port), HandshakeFailure.NOT_TLS.label(), "no TLS");
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("was not accepted: no TLS")).toList();
	}

	private static InetSocketAddress address(int last, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(new byte[] { (byte) 192, 0, 2, (byte) last }), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
