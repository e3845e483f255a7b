package io.dataflowmonitoring.wire;

/**
 * Decides which apps may connect.
 */
@FunctionalInterface
public interface Admission {

	/**
	 * Lets an app in, or does not. Called on an event loop, so it must not block. For an
	 * app that is let in, {@link ConnectionListener#connected} follows at once, on the
	 * same thread.
	 * @param request the app
	 * @throws AdmissionException if the app may not connect
	 */
	void admit(ConnectionRequest request);

}
