package io.dataflowmonitoring.systemtests.fleet;

/**
 * What a fleet is like. Immutable: each method returns new settings.
 *
 * @param name the apps' name is this and their number; unlike those of any other fleet on
 * the same proxy
 * @param apps how many apps
 * @param samples how many samples each app has
 * @param protocol what they speak
 * @param websocketEvery each how many-th app connects over WebSocket instead of TCP; 0
 * for none
 * @param reconnection how they reconnect
 */
public record FleetSettings(String name, int apps, int samples, AppProtocol protocol, int websocketEvery,
		Reconnection reconnection) {

	/**
	 * Apps with a hundred samples each, speaking our protocol over TCP, reconnecting as
	 * our client does.
	 * @param name the apps' name is this and their number
	 * @param apps how many apps
	 * @return the settings
	 */
	public static FleetSettings of(String name, int apps) {
		return new FleetSettings(name, apps, 100, AppProtocol.OURS, 0, Reconnection.OF_OUR_CLIENT);
	}

	/**
	 * Sets how many samples each app has.
	 * @param samples how many, at least 2
	 * @return the new settings
	 */
	public FleetSettings withSamples(int samples) {
		return new FleetSettings(this.name, this.apps, samples, this.protocol, this.websocketEvery, this.reconnection);
	}

	/**
	 * Sets what the apps speak.
	 * @param protocol the protocol
	 * @return the new settings
	 */
	public FleetSettings withProtocol(AppProtocol protocol) {
		return new FleetSettings(this.name, this.apps, this.samples, protocol, this.websocketEvery, this.reconnection);
	}

	/**
	 * Has some apps connect over WebSocket.
	 * @param every each how many-th app; 0 for none
	 * @return the new settings
	 */
	public FleetSettings withWebsocketEvery(int every) {
		return new FleetSettings(this.name, this.apps, this.samples, this.protocol, every, this.reconnection);
	}

	/**
	 * Sets how the apps reconnect.
	 * @param reconnection how long they wait
	 * @return the new settings
	 */
	public FleetSettings withReconnection(Reconnection reconnection) {
		return new FleetSettings(this.name, this.apps, this.samples, this.protocol, this.websocketEvery, reconnection);
	}

}
