package io.dataflowmonitoring.systemtests.dataflow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.systemtests.support.Sample;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample task, launched by Data Flow: what its end looks like there, and in
 * Prometheus.
 */
class TaskIT {

	/** Three minutes, two seconds a chunk. */
	private static final String[] SLOW = { "--demo.task.size=900", "--demo.task.delay=200ms" };

	@RegisterExtension
	static final DataFlowServers servers = new DataFlowServers();

	private final List<Tasks> used = new ArrayList<>();

	/** The server is shared. */
	@AfterEach
	void destroyDefinitions() {
		this.used.forEach(Tasks::destroy);
	}

	/** With the commands that the README gives. */
	@ParameterizedTest
	@EnumSource
	void aTaskThatSucceedsIsCompleteInDataFlowAndInPrometheus(Version version) {
		DataFlow dataFlow = servers.shared(version);
		dataFlow.prometheus();
		dataFlow.task("register").succeeded();
		dataFlow.shell("dataflow/commands/create-task.shell");
		Script launch = dataFlow.task("launch", "totals", "run=monday");
		assertThat(launch.succeeded()).contains("Ended: COMPLETE, exit code 0");
		long id = Tasks.execution(launch);
		assertThatDataFlowSays(dataFlow, id, "COMPLETE", 0);
		assertThatPrometheusHas(dataFlow, "totals", id, "0", "success", "COMPLETED");
		assertThat(dataFlow.task("executions").succeeded()).contains("\"taskName\":\"totals\"");
		dataFlow.shell("dataflow/commands/executions.shell", "dataflow/commands/destroy-task.shell");
	}

	@ParameterizedTest
	@EnumSource
	void aTaskThatFailsIsSeenToHaveFailedInBoth(Version version) {
		DataFlow dataFlow = servers.shared(version);
		dataFlow.prometheus();
		tasks(dataFlow).create("fails");
		Script launch = dataFlow.task("launch", "fails", "--demo.task.fail-at=25");
		assertThat(launch.exitCode()).isOne();
		assertThat(launch.output()).contains("Ended: ERROR, exit code 5");
		long id = Tasks.execution(launch);
		assertThat(assertThatDataFlowSays(dataFlow, id, "ERROR", 5).get("errorMessage").asString())
			.contains("Order 25 (order-025) fails");
		assertThatPrometheusHas(dataFlow, "fails", id, "5", "failure", "FAILED");
	}

	@ParameterizedTest
	@EnumSource
	void aTaskThatIsStoppedPushesItsMetricsAndItsEndIsKnown(Version version) {
		DataFlow dataFlow = servers.shared(version);
		dataFlow.prometheus();
		Tasks tasks = tasks(dataFlow);
		tasks.create("stopped");
		long id = tasks.launch("stopped", SLOW);
		// 2.7 does not know the job.
		await().atMost(Tasks.TIMEOUT)
			.until(() -> !dataFlow.scrape()
				.samples("spring_batch_item_read_seconds_count", "spring_cloud_task_name", "stopped",
						"spring_cloud_task_execution_id", String.valueOf(id))
				.isEmpty());
		dataFlow.task("stop", String.valueOf(id)).succeeded();
		await().atMost(Tasks.TIMEOUT).until(() -> tasks.execution(id).hasNonNull("endTime"));
		assertThatDataFlowSays(dataFlow, id, "ERROR", 4);
		if (version == Version.V2_11) {
			assertThat(tasks.jobs(id)).singleElement().satisfies((job) -> {
				assertThatStatusOf(job).isEqualTo("STOPPED");
				assertThat(tasks.steps(job)).containsExactly("totalOrders STOPPED");
			});
		}
		assertThatPrometheusHas(dataFlow, "stopped", id, "4", "failure", "STOPPED");
	}

	@Test
	void aTaskThatIsKilledIsReportedAsLost() throws Exception {
		DataFlow dataFlow = servers.shared(Version.V2_11);
		dataFlow.prometheus();
		Tasks tasks = tasks(dataFlow);
		tasks.create("killed");
		CompletableFuture<Script> launch = CompletableFuture
			.supplyAsync(() -> dataFlow.task("launch", "killed", SLOW[0], SLOW[1]));
		await().atMost(Tasks.TIMEOUT).until(() -> dataFlow.scrape().mentions("spring_cloud_task_name", "killed"));
		long id = tasks.latest("killed");
		tasks.awaitJob(id);
		tasks.process(id).destroyForcibly();
		String lost = "prometheus_proxy_app_up{spring_cloud_task_name='killed',spring_cloud_task_execution_id='" + id
				+ "',reason='lost'}";
		await().atMost(Tasks.TIMEOUT)
			.untilAsserted(() -> assertThat(dataFlow.prometheus().query(lost)).singleElement()
				.extracting(Sample::value)
				.isEqualTo(0.0));
		assertThat(dataFlow.scrape().mentions("spring_cloud_task_name", "killed")).isFalse();
		assertThat(dataFlow.directory().resolve("logs/proxy.log")).content()
			.containsPattern("spring_cloud_task_name=\"killed\".*disconnected without a final push");
		Script ended = launch.get(1, TimeUnit.MINUTES);
		assertThat(ended.exitCode()).isOne();
		assertThat(ended.output()).contains("execution " + id + " has ended without recording it: it was killed");
		// Data Flow does not look after what it has launched.
		assertThat(tasks.execution(id).get("taskExecutionStatus").asString()).isEqualTo("RUNNING");
	}

	@Test
	void aTaskThatCannotStartIsNotWaitedForForEver() {
		DataFlow dataFlow = servers.shared(Version.V2_11);
		tasks(dataFlow).create("broken", "--spring.datasource.hikari.maximum-pool-size=none");
		Script launch = dataFlow.task("launch", "broken");
		assertThat(launch.exitCode()).isOne();
		assertThat(launch.output()).contains("did not reach its database");
	}

	/** On the server's tables, in its own database. */
	@Test
	void dataFlowListsTheJobOfATaskAndItsSteps() {
		DataFlow dataFlow = servers.shared(Version.V2_11);
		Tasks tasks = tasks(dataFlow);
		tasks.create("listed");
		long id = Tasks.execution(dataFlow.task("launch", "listed", "run=listed", "--demo.task.fail-at=25"));
		assertThat(tasks.jobs(id)).singleElement().satisfies((job) -> {
			assertThatStatusOf(job).isEqualTo("FAILED");
			assertThat(tasks.steps(job)).containsExactly("totalOrders FAILED");
		});
		long again = Tasks.execution(dataFlow.task("launch", "listed", "run=listed"));
		assertThat(tasks.jobs(again)).singleElement().satisfies((job) -> {
			assertThatStatusOf(job).isEqualTo("COMPLETED");
			assertThat(tasks.steps(job)).containsExactly("totalOrders COMPLETED", "checkTotals COMPLETED");
		});
		assertThat(dataFlow.task("jobs").succeeded()).contains("\"name\":\"orderTotals\"");
	}

	@Test
	void onDataFlow27AJobHasTablesOfItsOwnWhichTheServerDoesNotKnow() {
		DataFlow dataFlow = servers.shared(Version.V2_7);
		Tasks tasks = tasks(dataFlow);
		tasks.create("unlisted");
		Script launch = dataFlow.task("launch", "unlisted");
		assertThat(launch.succeeded()).contains("Ended: COMPLETE, exit code 0");
		long id = Tasks.execution(launch);
		assertThat(dataFlow.scrape()
			.samples("spring_batch_step_seconds_count", "spring_cloud_task_name", "unlisted",
					"spring_cloud_task_execution_id", String.valueOf(id), "spring_batch_step_status", "COMPLETED"))
			.hasSize(2);
		assertThat(tasks.jobs(id)).isEmpty();
	}

	private Tasks tasks(DataFlow dataFlow) {
		Tasks tasks = new Tasks(dataFlow);
		this.used.add(tasks);
		return tasks;
	}

	private static JsonNode assertThatDataFlowSays(DataFlow dataFlow, long id, String status, int exitCode) {
		JsonNode execution = new Tasks(dataFlow).execution(id);
		assertThat(execution.get("taskExecutionStatus").asString()).isEqualTo(status);
		assertThat(execution.get("exitCode").asInt()).isEqualTo(exitCode);
		return execution;
	}

	private static void assertThatPrometheusHas(DataFlow dataFlow, String task, long id, String exitCode,
			String taskStatus, String jobStatus) {
		String selector = "{spring_cloud_task_name='%s',spring_cloud_task_execution_id='%d'}".formatted(task, id);
		await().atMost(Tasks.TIMEOUT).untilAsserted(() -> {
			assertThat(dataFlow.prometheus().query("spring_cloud_task_seconds_count" + selector)).singleElement()
				.satisfies(
						(sample) -> assertThat(sample.labels()).containsEntry("spring_cloud_task_exit_code", exitCode)
							.containsEntry("spring_cloud_task_status", taskStatus));
			assertThat(dataFlow.prometheus().query("spring_batch_job_seconds_count" + selector)).singleElement()
				.satisfies((sample) -> assertThat(sample.labels()).containsEntry("spring_batch_job_status", jobStatus));
		});
	}

	private static AbstractStringAssert<?> assertThatStatusOf(JsonNode job) {
		return assertThat(job.get("jobExecution").get("status").asString());
	}

}
