package io.dataflowmonitoring.systemtests.dataflow;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/**
 * An instance of a deployed app, as Data Flow knows it.
 *
 * @param id the app's deployment and the instance's index, such as
 * {@code orders.demo-source-v1-0}
 * @param state {@code deploying}, {@code deployed}, or {@code failed} when its process
 * has ended
 * @param port the port that Skipper has chosen for it
 * @param logs the files of its output and of its errors
 */
record AppInstance(String id, String state, int port, List<Path> logs) {

	/**
	 * Reads one out of an answer of Data Flow's REST API.
	 * @param status an {@code appInstanceStatusResource}
	 */
	static AppInstance of(JsonNode status) {
		JsonNode attributes = status.path("attributes");
		List<Path> logs = Stream.of("stdout", "stderr")
			.map((name) -> attributes.path(name).asString(""))
			.filter((file) -> !file.isEmpty())
			.map(Path::of)
			.toList();
		return new AppInstance(status.path("instanceId").asString(), status.path("state").asString(),
				attributes.path("port").asInt(0), logs);
	}

}
