package io.dataflowmonitoring.proxy.connection;

/**
 * How an app can be connected.
 */
public enum TransportType {

	/**
	 * RSocket frames over a TCP connection.
	 */
	TCP("tcp", "TCP", "micrometer.prometheus-proxy.tcp-port"),

	/**
	 * RSocket frames in WebSocket messages.
	 */
	WEBSOCKET("websocket", "WebSocket", "micrometer.prometheus-proxy.websocket-port");

	private final String label;

	private final String displayName;

	private final String portProperty;

	TransportType(String label, String displayName, String portProperty) {
		this.label = label;
		this.displayName = displayName;
		this.portProperty = portProperty;
	}

	/**
	 * Returns the value for a metric's label.
	 * @return the label value
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Returns the property that sets the port.
	 * @return the name of the property
	 */
	String portProperty() {
		return this.portProperty;
	}

	@Override
	public String toString() {
		return this.displayName;
	}

}
