package io.dataflowmonitoring.client;

/**
 * What carries the connection to the proxy.
 */
public enum Transport {

	/**
	 * RSocket over TCP; proxies listen on port 7001 by default.
	 */
	TCP,

	/**
	 * RSocket over WebSocket, which passes HTTP load balancers; proxies listen on port
	 * 8081 by default.
	 */
	WEBSOCKET

}
