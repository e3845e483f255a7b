package io.dataflowmonitoring.fleet;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who a simulated app is, and what it has to do.
 *
 * @param stream the name of its stream
 * @param name its name in the stream
 * @param type its type in the words of Data Flow: {@code source}, {@code processor} or
 * {@code sink}
 * @param index which instance of the app it is, counted from 0
 * @param messagesPerSecond how many messages come its way, on average
 * @param input the topic that it reads; none for a source
 * @param output the topic that it writes to; none for a sink
 */
record AppInstance(String stream, String name, String type, int index, double messagesPerSecond, Optional<String> input,
		Optional<String> output) {

	/**
	 * Returns the labels of all its metrics: those that the starter gives to an app that
	 * Data Flow has deployed.
	 * @return label values by label name
	 */
	Map<String, String> labels() {
		String host = "%s-%s-%d".formatted(this.stream, this.name, this.index);
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("application", this.name + "-" + this.type);
		labels.put("instance", host + ":8080");
		labels.put("stream_name", this.stream);
		labels.put("application_name", this.name);
		labels.put("application_type", this.type);
		labels.put("application_guid", host);
		labels.put("instance_index", Integer.toString(this.index));
		return labels;
	}

}
