package io.dataflowmonitoring.systemtests.dataflow;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
		assertThat(database.query("SELECT COUNT(*), COUNT(DISTINCT job_instance_id) FROM boot3_batch_job_execution"))
			.isEqualTo("2|1");
		assertThat(database.query("SELECT COUNT(*) FROM batch_job_execution")).isEqualTo("0");
		assertThat(database.query("SELECT exit_code FROM boot3_task_execution ORDER BY task_execution_id"))
			.isEqualTo("5\n0");
		assertThat(dataFlow.scrape()
			.samples("spring_cloud_task_seconds_count", "spring_cloud_task_name", "orders",
					"spring_cloud_task_exit_code", "0"))
			.hasSize(1);
	}

	/** Everybody on the machine can read a command line. */
	@Test
	void noCommandLineHasThePassword() {
		List<String> commandLines = ProcessHandle.allProcesses()
			.map((process) -> process.info().commandLine().orElse(""))
			.toList();
		// Whole ones are seen here: that of Data Flow has the user.
		assertThat(commandLines).anyMatch((line) -> line.contains("--spring.datasource.username=" + PostgreSql.USER));
		assertThat(commandLines).noneMatch((line) -> line.contains(PostgreSql.PASSWORD));
	}

	private static List<String> stepsOf(Tasks tasks, Script launch) {
		List<JsonNode> jobs = tasks.jobs(Tasks.execution(launch));
		assertThat(jobs).hasSize(1);
		return tasks.steps(jobs.get(0));
	}

}
