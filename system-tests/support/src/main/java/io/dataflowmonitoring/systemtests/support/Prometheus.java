package io.dataflowmonitoring.systemtests.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus server, in a process of its own.
 */
public final class Prometheus {

	private final JsonMapper json = new JsonMapper();

	private final URI api;

	private Prometheus(int port) {
		this.api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
	}

	/**
	 * Starts Prometheus, and waits until it is ready.
	 * @param processes starts it, and ends it with the test class
	 * @param executable the program
	 * @param configuration the configuration, as YAML
	 * @param flags flags for the command line
	 * @return the server
	 * @throws IOException if the configuration cannot be written
	 * @throws InterruptedException if this thread was interrupted
	 */
	public static Prometheus start(Processes processes, Path executable, String configuration, String... flags)
			throws IOException, InterruptedException {
		return start(processes::start, processes.directory(), executable, configuration, flags);
	}

	/**
	 * Starts Prometheus for more than one test class, and waits until it is ready.
	 * @param processes starts the process, and will end it
	 * @param directory an absolute path, for its configuration and its data
	 * @param executable the program
	 * @param configuration the configuration, as YAML
	 * @param flags flags for the command line
	 * @return the server
	 * @throws IOException if the configuration cannot be written
	 * @throws InterruptedException if this thread was interrupted
	 */
	public static Prometheus start(Function<ChildCommand, ChildProcess> processes, Path directory, Path executable,
			String configuration, String... flags) throws IOException, InterruptedException {
		int port = FreePorts.find(1).get(0);
		// A test class may start several.
		String name = "prometheus-" + port;
		Path file = Files.writeString(directory.resolve(name + ".yml"), configuration);
		processes
			.apply(ChildCommand.program(name, executable)
				.arguments("--config.file=" + file, "--web.listen-address=127.0.0.1:" + port,
						"--storage.tsdb.path=" + directory.resolve(name + "-data"))
				.arguments(flags))
			.awaitReady(Readiness.http(URI.create("http://127.0.0.1:" + port + "/-/ready")), Duration.ofSeconds(60));
		return new Prometheus(port);
	}

	/**
	 * Makes an instant query, at the current time.
	 * @param promql the query
	 * @return the result
	 */
	public List<Sample> query(String promql) {
		JsonNode data = get("query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
		List<Sample> samples = new ArrayList<>();
		for (JsonNode series : data.get("result")) {
			Map<String, String> labels = new LinkedHashMap<>();
			series.get("metric")
				.properties()
				.forEach((label) -> labels.put(label.getKey(), label.getValue().asString()));
			String name = labels.containsKey("__name__") ? labels.remove("__name__") : "";
			samples.add(new Sample(name, labels, Double.parseDouble(series.get("value").get(1).asString())));
		}
		return samples;
	}

	/**
	 * Returns when a path was scraped last.
	 * @param path the end of the target's URL
	 * @return the time; long ago if never
	 */
	public Instant lastScrape(String path) {
		for (JsonNode target : get("targets?state=active").get("activeTargets")) {
			if (target.get("scrapeUrl").asString().endsWith(path)) {
				return Instant.parse(target.get("lastScrape").asString());
			}
		}
		throw new AssertionError("Prometheus has no target " + path);
	}

	/**
	 * Calls the HTTP API.
	 * @param call path and query, without {@code /api/v1/}
	 * @return the data of the answer
	 */
	public JsonNode get(String call) {
		JsonNode answer = this.json.readTree(Http.get(this.api.resolve(call)));
		if (!"success".equals(answer.get("status").asString())) {
			throw new AssertionError(call + ": " + answer);
		}
		return answer.get("data");
	}

}
