package io.dataflowmonitoring.proxy.connection;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.AdmissionFailure;
import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.ConnectionRequest;
import io.dataflowmonitoring.wire.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Who may connect (PushProx#178, prometheus-rsocket-proxy#30).
 */
class AppAdmissionTests {

	private static final List<String> TOKENS = List.of("old token", "new token");

	private final AppRegistry registry = new AppRegistry(new MutableClock(), Duration.ofMinutes(2));

	@Test
	void eachOfTheTokensIsGoodSoThatTheyCanBeReplaced() {
		for (String token : TOKENS) {
			assertThat(refusal(TOKENS, true, new AppCredentials.Bearer(token))).isNull();
		}
	}

	@Test
	void whereATokenIsRequiredNobodyConnectsWithoutOne() {
		assertThat(refusal(TOKENS, true, null)).isEqualTo(AdmissionFailure.CREDENTIALS_MISSING);
		assertThat(refusal(TOKENS, false, null)).isNull();
	}

	@Test
	void aWrongTokenIsRefusedEvenWhereNoneIsRequired() {
		for (boolean required : new boolean[] { true, false }) {
			assertThat(refusal(TOKENS, required, new AppCredentials.Bearer("new toker")))
				.isEqualTo(AdmissionFailure.CREDENTIALS_WRONG);
			assertThat(refusal(TOKENS, required, new AppCredentials.Simple("new token", "new token")))
				.isEqualTo(AdmissionFailure.CREDENTIALS_WRONG);
		}
	}

	@Test
	void aProxyWithoutTokensTakesAny() {
		assertThat(refusal(List.of(), false, new AppCredentials.Bearer("any"))).isNull();
	}

	@Test
	void nobodyIsLetInWhileTheProxyEnds() {
		this.registry.drain();
		assertThat(refusal(List.of(), false, null)).isEqualTo(AdmissionFailure.SHUTTING_DOWN);
	}

	private @Nullable AdmissionFailure refusal(List<String> tokens, boolean required,
			@Nullable AppCredentials credentials) {
		ConnectionRequest request = new ConnectionRequest(null, Protocol.NEGOTIATED, AppDescription.NONE, credentials);
		AppAdmission admission = new AppAdmission(this.registry, tokens, required);
		AdmissionException refusal = catchThrowableOfType(AdmissionException.class, () -> admission.admit(request));
		return (refusal != null) ? refusal.reason() : null;
	}

}
