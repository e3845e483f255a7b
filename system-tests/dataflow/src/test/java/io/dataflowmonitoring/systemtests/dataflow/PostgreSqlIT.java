package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Data Flow and its tasks on PostgreSQL instead of the database in memory.
 */
class PostgreSqlIT {

	@RegisterExtension
	static final Processes processes = new Processes();

	@RegisterExtension
	static final DataFlowServers servers = new DataFlowServers();

	private static PostgreSql database;

	private static DataFlow dataFlow;

	/** The folder is not below target, since the user {@code postgres} must get there. */
	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		database = PostgreSql.start(processes, folder);
		dataFlow = servers.own(Version.V2_11, Map.of("DATAFLOW_DATABASE_PASSWORD", PostgreSql.PASSWORD),
				"--database-url", database.url(), "--database-user", PostgreSql.USER);
	}

	@Test
	void aJobRunsAndIsContinuedOnTheTablesOfTheServerWhichListsItAndItsSteps() throws Exception {
		Tasks tasks = new Tasks(dataFlow);
		tasks.create("orders");
		Script failing = dataFlow.task("launch", "orders", "run=monday", "--demo.task.fail-at=25");
		assertThat(failing.output()).contains("Ended: ERROR, exit code 5");
		assertThat(stepsOf(tasks, failing)).containsExactly("totalOrders FAILED");
		Script again = dataFlow.task("launch", "orders", "run=monday");
		assertThat(again.output()).contains("Ended: COMPLETE, exit code 0");
		assertThat(stepsOf(tasks, again)).containsExactly("totalOrders COMPLETED", "checkTotals COMPLETED");
		// One run in two executions, none of them on the tables for Boot 2.
		assertThat(database.query("""
				SELECT COUNT(*), COUNT(DISTINCT job_instance_id) FROM boot3_batch_job_execution
				JOIN boot3_task_task_batch USING (job_execution_id) JOIN boot3_task_execution USING (task_execution_id)
				WHERE task_name = 'orders'""")).isEqualTo("2|1");
		assertThat(database.query("SELECT COUNT(*) FROM batch_job_execution")).isEqualTo("0");
		assertThat(database
			.query("SELECT exit_code FROM boot3_task_execution WHERE task_name = 'orders' ORDER BY task_execution_id"))
			.isEqualTo("5\n0");
		assertThat(dataFlow.scrape()
			.samples("spring_cloud_task_seconds_count", "spring_cloud_task_name", "orders",
					"spring_cloud_task_exit_code", "0"))
			.hasSize(1);
	}

	/**
	 * Everybody on the machine can read a command line; what is in the environment of a
	 * server, the apps that it starts could inherit.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void thePasswordIsOnNoCommandLineAndGivenToDataFlowAndItsTasksOnly() throws Exception {
		Tasks tasks = new Tasks(dataFlow);
		tasks.create("lives");
		long id = tasks.launch("lives", "--demo.task.size=900", "--demo.task.delay=200ms");
		tasks.awaitJob(id);
		ProcessHandle task = tasks.process(id);
		List<String> commandLines = ProcessHandle.allProcesses().map((process) -> read(process, "cmdline")).toList();
		assertThat(commandLines).anyMatch((line) -> line.contains("--spring.datasource.username=" + PostgreSql.USER))
			.anyMatch((line) -> line.contains("--spring.cloud.task.executionid=" + id))
			.noneMatch((line) -> line.contains(PostgreSql.PASSWORD));
		assertThat(read(task, "environ")).contains(PostgreSql.PASSWORD);
		assertThat(read(dataFlow.server("dataflow"), "environ")).contains(PostgreSql.PASSWORD);
		for (String server : List.of("kafka", "proxy", "skipper")) {
			assertThat(read(dataFlow.server(server), "environ")).contains("DATAFLOW_RUN=")
				.doesNotContain(PostgreSql.PASSWORD);
		}
		dataFlow.task("stop", String.valueOf(id)).succeeded();
		task.onExit().get(1, TimeUnit.MINUTES);
		dataFlow.delete("tasks/definitions/lives");
	}

	/** As Linux shows it: whole, and with NUL for a space. */
	private static String read(ProcessHandle process, String file) {
		try {
			return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			// It has ended, or is somebody else's.
			return "";
		}
	}

	private static List<String> stepsOf(Tasks tasks, Script launch) {
		List<JsonNode> jobs = tasks.jobs(Tasks.execution(launch));
		assertThat(jobs).hasSize(1);
		return tasks.steps(jobs.get(0));
	}

}
