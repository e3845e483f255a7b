package io.dataflowmonitoring.proxy.connection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

import io.dataflowmonitoring.wire.Admission;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.AdmissionFailure;
import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.ConnectionRequest;

/**
 * Lets apps in that show one of the tokens and, where none is required, those that show
 * nothing, until the proxy is about to end. A token that is wrong never is: the app means
 * to be somebody that it is not, or its operator has overlooked a change.
 */
public final class AppAdmission implements Admission {

	private final AppRegistry registry;

	private final List<byte[]> tokens;

	private final boolean required;

	/**
	 * Creates an admission.
	 * @param registry knows whether the proxy is about to end
	 * @param tokens the tokens that are valid; if there is none, no token is wrong, so
	 * that apps can be given theirs before the proxy is
	 * @param required whether apps that show nothing stay outside
	 */
	public AppAdmission(AppRegistry registry, List<String> tokens, boolean required) {
		this.registry = registry;
		this.tokens = tokens.stream().map((token) -> token.getBytes(StandardCharsets.UTF_8)).toList();
		this.required = required;
	}

	@Override
	public void admit(ConnectionRequest request) {
		if (this.registry.isDraining()) {
			throw new AdmissionException(AdmissionFailure.SHUTTING_DOWN, "This proxy is about to end");
		}
		AppCredentials credentials = request.credentials();
		if (credentials == null) {
			if (this.required) {
				throw new AdmissionException(AdmissionFailure.CREDENTIALS_MISSING,
						"This port of the proxy wants a token, and the app has shown none");
			}
		}
		else if (!this.tokens.isEmpty() && !isValid(credentials)) {
			throw new AdmissionException(AdmissionFailure.CREDENTIALS_WRONG,
					"The token that the app has shown is none of those that the proxy knows");
		}
	}

	private boolean isValid(AppCredentials credentials) {
		if (!(credentials instanceof AppCredentials.Bearer bearer)) {
			return false;
		}
		byte[] shown = bearer.token().getBytes(StandardCharsets.UTF_8);
		boolean valid = false;
		for (byte[] token : this.tokens) {
			// Takes the same time wherever the two differ, and whichever token it is.
			valid |= MessageDigest.isEqual(shown, token);
		}
		return valid;
	}

}
