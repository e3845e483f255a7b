package io.dataflowmonitoring.client;

/**
 * Is told when a client's {@linkplain ClientState#connection() connection} changes.
 */
@FunctionalInterface
public interface ClientListener {

	/**
	 * The client has a new state. Called on the client's own thread, or on the thread
	 * that closes the client: do not block, and do not call
	 * {@link PrometheusRSocketClient#pushAndClose()} from here.
	 * @param state the new state
	 */
	void stateChanged(ClientState state);

}
