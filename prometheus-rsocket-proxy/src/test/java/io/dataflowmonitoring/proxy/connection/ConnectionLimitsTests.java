package io.dataflowmonitoring.proxy.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ConnectionLimitsTests {

	private static final InetAddress FIRST = address(1);

	private static final InetAddress SECOND = address(2);

	@Test
	void refusesMoreThanTheLimitInAll() {
		ConnectionLimits limits = new ConnectionLimits(2, 2);
		assertThat(limits.acquire(FIRST)).isNull();
		assertThat(limits.acquire(SECOND)).isNull();
		assertThat(limits.acquire(SECOND)).isEqualTo(HandshakeFailure.TOO_MANY_CONNECTIONS);
		assertThat(limits.open()).isEqualTo(2);
		limits.release(FIRST);
		assertThat(limits.acquire(SECOND)).isNull();
	}

	@Test
	void refusesMoreThanTheLimitOfOneAddressAndLetsOthersIn() {
		ConnectionLimits limits = new ConnectionLimits(10, 1);
		assertThat(limits.acquire(FIRST)).isNull();
		assertThat(limits.acquire(FIRST)).isEqualTo(HandshakeFailure.TOO_MANY_FROM_ADDRESS);
		assertThat(limits.acquire(SECOND)).isNull();
		limits.release(FIRST);
		assertThat(limits.acquire(FIRST)).isNull();
	}

	@Test
	void aConnectionWithoutAnAddressCountsInAllOnly() {
		ConnectionLimits limits = new ConnectionLimits(1, 1);
		assertThat(limits.acquire(null)).isNull();
		assertThat(limits.acquire(null)).isEqualTo(HandshakeFailure.TOO_MANY_CONNECTIONS);
		limits.release(null);
		assertThat(limits.open()).isZero();
	}

	/**
	 * Limits with a warning before the limit (opentelemetry-collector-contrib#33540).
	 */
	@Test
	void saysHowMuchOfTheLimitsIsUsed() {
		ConnectionLimits limits = new ConnectionLimits(10, 4);
		limits.acquire(FIRST);
		limits.acquire(FIRST);
		limits.acquire(SECOND);
		assertThat(limits.usage()).isEqualTo(0.3);
		assertThat(limits.usagePerAddress()).isEqualTo(0.5);
		limits.release(FIRST);
		limits.release(FIRST);
		limits.release(SECOND);
		assertThat(limits.usage()).isZero();
		assertThat(limits.usagePerAddress()).isZero();
	}

	@Test
	void logsWhenALimitIsReachedAndWhenThereIsRoomAgain(CapturedOutput output) {
		ConnectionLimits limits = new ConnectionLimits(2, 2);
		limits.acquire(FIRST);
		limits.acquire(FIRST);
		for (int i = 0; i < 5; i++) {
			limits.acquire(FIRST);
		}
		limits.release(FIRST);
		assertThat(output.getOut().lines()).satisfiesExactly(
				(line) -> assertThat(line).contains("No more connections are accepted: 2 are open"),
				(line) -> assertThat(line)
					.contains("Connections are accepted again: 1 are open. 5 were not accepted meanwhile."));
	}

	private static InetAddress address(int last) {
		try {
			return InetAddress.getByAddress(new byte[] { (byte) 192, 0, 2, (byte) last });
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
