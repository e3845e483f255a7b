package io.dataflowmonitoring.systemtests.dataflow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample task in a Data Flow server, as the server sees it. 2.11 keeps the tasks of
 * Spring Boot 3 and later, of which it is one, apart from others, with ids of their own.
 */
final class Tasks {

	/** For a launched task to run and to begin with its job. */
	static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final Pattern EXECUTION = Pattern.compile("Execution (\\d+) of ");

	private final DataFlow dataFlow;

	private final boolean apart;

	private final List<String> created = new ArrayList<>();

	Tasks(DataFlow dataFlow) {
		this.dataFlow = dataFlow;
		this.apart = dataFlow.version() == Version.V2_11;
	}

	/**
	 * Registers the sample task, and creates a definition of it.
	 * @param name the definition's name, new to this server
	 * @param properties properties of the definition, such as {@code --name=value}
	 */
	void create(String name, String... properties) {
		this.dataFlow.task("register").succeeded();
		this.dataFlow.post("tasks/definitions", "name", name, "definition",
				String.join(" ", Stream.concat(Stream.of("task-demo-prometheus"), Stream.of(properties)).toList()));
		this.created.add(name);
	}

	/** Destroys the definitions that were created here; their executions stay. */
	void destroy() {
		this.created.forEach((name) -> this.dataFlow.delete("tasks/definitions/" + name));
		this.created.clear();
	}

	/**
	 * Launches a task without waiting for it.
	 * @param name the name of its definition
	 * @param arguments its arguments
	 * @return the id of the execution
	 */
	long launch(String name, String... arguments) {
		JsonNode answer = this.dataFlow.post(this.apart ? "tasks/executions/launch" : "tasks/executions", "name", name,
				"arguments", String.join(" ", arguments));
		return this.apart ? answer.get("executionId").asLong() : answer.asLong();
	}

	/** Returns the id that {@code dataflow/task launch} has written. */
	static long execution(Script launch) {
		Matcher matcher = EXECUTION.matcher(launch.output());
		assertThat(matcher.find()).as("An execution in %s", launch.output()).isTrue();
		return Long.parseLong(matcher.group(1));
	}

	/** Returns the id of a task's execution that was launched last. */
	long latest(String name) {
		return elements(this.dataFlow.get("tasks/executions" + target()))
			.filter((execution) -> execution.get("taskName").asString().equals(name))
			.mapToLong((execution) -> execution.get("executionId").asLong())
			.max()
			.orElseThrow(() -> new AssertionError("No execution of " + name));
	}

	/** Returns the server's description of an execution. */
	JsonNode execution(long id) {
		return this.dataFlow.get("tasks/executions/" + id + target());
	}

	/** Returns what the server lists of Spring Batch jobs that an execution has run. */
	List<JsonNode> jobs(long id) {
		return elements(this.dataFlow.get("jobs/executions" + target()))
			.filter((job) -> job.get("taskExecutionId").asLong() == id)
			.toList();
	}

	/** Returns the steps of a job as {@code name STATUS}, in the order of their start. */
	List<String> steps(JsonNode job) {
		return elements(this.dataFlow.get("jobs/executions/" + job.get("executionId").asLong() + "/steps" + target()))
			.map((step) -> step.get("stepExecution"))
			.map((step) -> step.get("stepName").asString() + " " + step.get("status").asString())
			.toList();
	}

	/** Waits until the job of an execution works. */
	void awaitJob(long id) {
		await().atMost(TIMEOUT)
			.until(() -> jobs(id).stream().anyMatch((job) -> job.get("stepExecutionCount").asInt() > 0));
	}

	/** Returns the process of an execution. */
	ProcessHandle process(long id) {
		List<String> marks = List.of("-Ddataflow.run=" + this.dataFlow.setting("id") + ".app",
				"--spring.cloud.task.executionid=" + id);
		return ProcessHandle.allProcesses()
			.filter((process) -> process.info().arguments().map(List::of).orElse(List.of()).containsAll(marks))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No process of execution " + id));
	}

	/** An empty list has no resources, under whatever name. */
	private static Stream<JsonNode> elements(JsonNode page) {
		return page.path("_embedded").values().stream().flatMap((list) -> list.values().stream());
	}

	private String target() {
		return this.apart ? "?schemaTarget=boot3&size=200" : "?size=200";
	}

}
