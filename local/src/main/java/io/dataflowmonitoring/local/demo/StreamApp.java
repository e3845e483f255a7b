package io.dataflowmonitoring.local.demo;

import java.util.Map;

/**
 * The apps of the stream, in the direction of its messages.
 */
enum StreamApp {

	/** Makes orders. */
	SOURCE("demo-source", "source", "demo_orders_placed_total"),

	/** Prices them. */
	PROCESSOR("demo-processor", "processor", "demo_orders_priced_total"),

	/** Sums them up. */
	SINK("demo-sink", "sink", "demo_orders_received_total");

	/** The name of the stream, as Data Flow would give it. */
	static final String STREAM = "demo";

	private final String label;

	private final String type;

	private final String messagesMetric;

	StreamApp(String label, String type, String messagesMetric) {
		this.label = label;
		this.type = type;
		this.messagesMetric = messagesMetric;
	}

	/** Returns the app's name in the stream, which is also that of its jar. */
	String label() {
		return this.label;
	}

	/** Returns the app's type in the words of Data Flow. */
	String type() {
		return this.type;
	}

	/** Returns the name of the counter of messages that went through the app. */
	String messagesMetric() {
		return this.messagesMetric;
	}

	/** Returns the labels that tell the app's metrics from all others. */
	Map<String, String> identity() {
		return Map.of("stream_name", STREAM, "application_name", this.label);
	}

}
