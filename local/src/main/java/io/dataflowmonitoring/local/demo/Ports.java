package io.dataflowmonitoring.local.demo;

/**
 * The TCP ports of one run, all of the loopback interface.
 *
 * @param kafka Kafka, for the apps
 * @param kafkaController Kafka, for itself
 * @param proxy the proxy's HTTP server
 * @param tcp the proxy, for apps that connect over TCP
 * @param websocket the proxy, for apps that connect over WebSocket
 * @param source the HTTP server of demo-source
 * @param processor the HTTP server of demo-processor
 * @param sink the HTTP server of demo-sink
 * @param skipper Skipper
 * @param dataFlow Data Flow
 * @param database Data Flow's database
 * @param prometheus Prometheus
 * @param grafana Grafana
 */
record Ports(int kafka, int kafkaController, int proxy, int tcp, int websocket, int source, int processor, int sink,
		int skipper, int dataFlow, int database, int prometheus, int grafana) {
}
