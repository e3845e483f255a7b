package io.dataflowmonitoring.demo.task;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the whole task on a database that outlives it.
 */
@ExtendWith(OutputCaptureExtension.class)
class TaskDemoApplicationTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	Path directory;

	private String database = "";

	@BeforeEach
	void freshDatabase() {
		this.database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	@Test
	void aCompletedJobIsASuccessfulTask() {
		TaskRun run = TaskRun.of(this.database);
		assertThat(run.exitCode()).isZero();
		assertThat(query("SELECT exit_code FROM task_execution")).isEqualTo("0");
		assertThat(query("SELECT status FROM batch_job_execution")).isEqualTo("COMPLETED");
		assertThat(query("SELECT COUNT(*) FROM task_task_batch")).isEqualTo("1");
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("60");
		assertThat(run.samples("spring_cloud_task_seconds_count")).singleElement()
			.asString()
			.contains("application=\"task-demo-prometheus\"", "spring_cloud_task_name=\"task-demo-prometheus\"",
					"spring_cloud_task_exit_code=\"0\"", "spring_cloud_task_status=\"success\"");
		assertThat(run.samples("spring_batch_job_seconds_count")).singleElement()
			.asString()
			.contains("spring_batch_job_name=\"orderTotals\"", "spring_batch_job_status=\"COMPLETED\"");
		assertThat(run.samples("spring_batch_step_seconds_count")).hasSize(2)
			.allMatch((sample) -> sample.contains("spring_batch_step_status=\"COMPLETED\""));
		assertThat(run.samples("spring_batch_item_process_seconds_count")).singleElement().asString().endsWith("} 60");
		assertThat(run.samples("spring_batch_item_read_seconds_count")).isNotEmpty();
		assertThat(run.samples("spring_batch_chunk_write_seconds_count")).isNotEmpty();
	}

	@Test
	void aFailedJobIsAFailedTask(CapturedOutput output) {
		TaskRun run = TaskRun.of(this.database, "--demo.task.fail-at=25");
		assertThat(run.exitCode()).isEqualTo(5);
		assertThat(query("SELECT exit_code FROM task_execution")).isEqualTo("5");
		assertThat(query("SELECT error_message FROM task_execution")).contains("Order 25 (order-025) fails");
		assertThat(query("SELECT status FROM batch_job_execution")).isEqualTo("FAILED");
		assertThat(run.samples("spring_cloud_task_seconds_count")).singleElement()
			.asString()
			.contains("spring_cloud_task_exit_code=\"5\"", "spring_cloud_task_status=\"failure\"");
		assertThat(run.samples("spring_batch_job_seconds_count")).singleElement()
			.asString()
			.contains("spring_batch_job_status=\"FAILED\"");
		assertThat(run.samples("spring_batch_item_process_seconds_count")
			.filter((sample) -> sample.contains("spring_batch_item_process_status=\"FAILURE\""))).singleElement()
			.asString()
			.endsWith("} 1");
		assertThat(output).doesNotContain("registration has failed");
	}

	@Test
	void aFailedRunContinuesAfterTheLastCommittedChunk() {
		TaskRun.of(this.database, "run=monday", "--demo.task.fail-at=25");
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("20");
		TaskRun restart = TaskRun.of(this.database, "run=monday");
		assertThat(restart.exitCode()).isZero();
		assertThat(restart.samples("spring_batch_item_process_seconds_count")).singleElement()
			.asString()
			.endsWith("} 40");
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("60");
		assertThat(query("SELECT COUNT(*) FROM batch_job_instance")).isEqualTo("1");
	}

	@Test
	void aFailedRunWithoutANameSaysHowToContinue(CapturedOutput output) {
		TaskRun.of(this.database, "--demo.task.fail-at=25");
		String run = query("SELECT parameter_value FROM batch_job_execution_params WHERE parameter_name = 'run'");
		assertThat(output).contains("with the same input and the argument run=" + run + ".");
		assertThat(TaskRun.of(this.database, "run=" + run).exitCode()).isZero();
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("60");
	}

	@Test
	void aCompletedRunIsNotRepeated(CapturedOutput output) {
		TaskRun.of(this.database, "run=monday");
		TaskRun again = TaskRun.of(this.database, "run=monday");
		assertThat(again.exitCode()).isOne();
		assertThat(output).contains("This run is complete").contains("give another run=NAME");
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("60");
	}

	@Test
	void startsWithoutANameAreRunsOfTheirOwn() {
		assertThat(TaskRun.of(this.database).exitCode()).isZero();
		assertThat(TaskRun.of(this.database).exitCode()).isZero();
		assertThat(query("SELECT COUNT(*) FROM batch_job_instance")).isEqualTo("2");
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("120");
	}

	@Test
	void aMissingInputLeavesNoRunBehind(CapturedOutput output) {
		String file = this.directory.resolve("missing.csv").toString();
		TaskRun run = TaskRun.of(this.database, file, "run=monday");
		assertThat(run.exitCode()).isOne();
		assertThat(output).contains(file).contains("--demo.task.input=FILE");
		assertThat(query("SELECT COUNT(*) FROM batch_job_instance")).isEqualTo("0");
		assertThat(query("SELECT exit_code FROM task_execution")).isEqualTo("1");
	}

	@Test
	void aRunThatWasKilledIsNotStartedASecondTime(CapturedOutput output) {
		TaskRun.of(this.database, "run=monday", "--demo.task.fail-at=25");
		jdbc().sql("UPDATE batch_job_execution SET status = 'STARTED', end_time = NULL").update();
		assertThat(TaskRun.of(this.database, "run=monday").exitCode()).isOne();
		assertThat(output).contains("see 'Restart' in the README");
	}

	@Test
	void aTaskThatIsToldToEndStopsItsJobBetweenTwoChunks() throws Exception {
		AtomicReference<@Nullable ConfigurableApplicationContext> context = new AtomicReference<>();
		CompletableFuture<TaskRun> running = CompletableFuture
			.supplyAsync(() -> TaskRun.of(this.database, context::set, "run=monday", "--demo.task.delay=20ms"));
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.ignoreExceptions()
			.until(() -> Integer.parseInt(query("SELECT SUM(orders) FROM order_totals")) > 0);
		// What Spring Boot's shutdown hook does on SIGTERM.
		Objects.requireNonNull(context.get()).close();
		TaskRun stopped = running.get(1, TimeUnit.MINUTES);
		assertThat(stopped.exitCode()).isEqualTo(4);
		assertThat(stopped.samples("spring_cloud_task_seconds_count")).singleElement()
			.asString()
			.contains("spring_cloud_task_exit_code=\"4\"", "spring_cloud_task_status=\"failure\"");
		assertThat(query("SELECT exit_code FROM task_execution")).isEqualTo("4");
		assertThat(query("SELECT status FROM batch_job_execution")).isEqualTo("STOPPED");
		assertThat(TaskRun.of(this.database, "run=monday").exitCode()).isZero();
		assertThat(query("SELECT SUM(orders) FROM order_totals")).isEqualTo("60");
	}

	@Test
	void theTablesOfADataFlowServerSuffice() throws Exception {
		// A Data Flow 2.11 server: tables for Spring Batch 5 and Spring Cloud Task 3 with
		// prefixes of its own, and the row of the launch.
		createTables("org/springframework/batch/core/schema-h2.sql", "BOOT3_");
		createTables("org/springframework/cloud/task/schema-h2.sql", "BOOT3_");
		jdbc().sql("DROP SEQUENCE boot3_batch_job_instance_seq").update();
		jdbc().sql("INSERT INTO boot3_task_execution (task_execution_id, task_name) VALUES (7, 'totals')").update();
		TaskRun run = TaskRun.of(this.database, "--spring.cloud.task.executionid=7", "--spring.cloud.task.name=totals",
				"--spring.cloud.task.tablePrefix=BOOT3_TASK_", "--spring.batch.jdbc.table-prefix=BOOT3_BATCH_",
				"--spring.cloud.task.initialize-enabled=false");
		assertThat(run.exitCode()).isZero();
		assertThat(query("SELECT exit_code FROM boot3_task_execution")).isEqualTo("0");
		assertThat(query("SELECT status FROM boot3_batch_job_execution")).isEqualTo("COMPLETED");
		assertThat(query("SELECT task_execution_id FROM boot3_task_task_batch")).isEqualTo("7");
		assertThat(query("SELECT COUNT(*) FROM information_schema.tables WHERE table_name LIKE 'BATCH%'"))
			.isEqualTo("0");
	}

	@Test
	void aPrefixOfItsOwnKeepsTheJobOffTheTablesOfSpringBatch4() {
		// A Data Flow 2.7 server has made those.
		jdbc()
			.sql("CREATE TABLE batch_job_execution_params (job_execution_id BIGINT NOT NULL, type_cd VARCHAR(6) NOT NULL,"
					+ " key_name VARCHAR(100) NOT NULL, string_val VARCHAR(250), date_val TIMESTAMP, long_val BIGINT,"
					+ " double_val DOUBLE PRECISION, identifying CHAR(1) NOT NULL)")
			.update();
		assertThat(TaskRun.of(this.database).exitCode()).isOne();
		assertThat(TaskRun.of(this.database, "--spring.batch.jdbc.table-prefix=BATCH6_").exitCode()).isZero();
		assertThat(query("SELECT status FROM batch6_job_execution")).isEqualTo("COMPLETED");
		assertThat(query("SELECT COUNT(*) FROM batch6_step_execution")).isEqualTo("2");
	}

	private void createTables(String script, String prefix) throws Exception {
		String sql = new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8)
			.replaceAll("(TABLE|SEQUENCE|references) ", "$1 " + prefix);
		new ResourceDatabasePopulator(new ByteArrayResource(sql.getBytes(StandardCharsets.UTF_8)))
			.execute(dataSource());
	}

	private DataSource dataSource() {
		return new DriverManagerDataSource(this.database, "sa", "");
	}

	private JdbcClient jdbc() {
		return JdbcClient.create(dataSource());
	}

	/** Returns the only value that is found. */
	private String query(String sql) {
		return jdbc().sql(sql).query(String.class).single();
	}

}
