package io.dataflowmonitoring.systemtests.influxdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.dataflowmonitoring.local.broker.BrokerProcess;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.PackagedJar;
import io.dataflowmonitoring.systemtests.support.Processes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The stream apps with the profile influx, and the task, write to a real InfluxDB 1.x;
 * the Grafana board finds them there.
 */
class InfluxDbIT {

	private static final Duration SEEN = Duration.ofMinutes(3);

	@RegisterExtension
	static final Processes processes = new Processes();

	private static InfluxDb influxDb;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		influxDb = InfluxDb.start(processes);
		assertThat(influxDb.query("SHOW DATABASES").get(0).path("values")).as("databases").isEmpty();
		List<Integer> ports = FreePorts.find(2);
		processes
			.start(BrokerProcess.command(PackagedJar.LOCAL.executable(), ports.get(0), ports.get(1),
					processes.directory().resolve("kafka-data")))
			.awaitReady(Readiness.tcp(ports.get(0)), Duration.ofSeconds(90));
		processes.start(Apps.stream("source", PackagedJar.SOURCE, ports.get(0), influxDb.uri()));
		processes.start(Apps.stream("processor", PackagedJar.PROCESSOR, ports.get(0), influxDb.uri()));
		processes.start(Apps.stream("sink", PackagedJar.SINK, ports.get(0), influxDb.uri())
			.arguments("--demo.sink.failure-rate=0.5"));
		ChildProcess task = processes.start(Apps.task("for-the-board", influxDb.uri()));
		assertThat(task.awaitExit(SEEN)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "demo_orders_placed, demo-source, source", "demo_orders_priced, demo-processor, processor",
			"demo_orders_received, demo-sink, sink" })
	void aStreamAppIsSelectedByTheLabelsThatPrometheusHas(String measurement, String app, String type) {
		String query = "SELECT sum(value) FROM " + measurement
				+ " WHERE stream_name = 'orders' AND application_name = '" + app + "' AND application_type = '" + type
				+ "' AND application_guid = 'orders-" + app + "-v1' AND instance_index = '0' AND application = '" + app
				+ "' AND instance =~ /.+:[0-9]+/";
		await().atMost(SEEN).untilAsserted(() -> assertThat(sum(query)).isPositive());
	}

	@ParameterizedTest
	@CsvSource({ "0, 0, success, 60", "5, 1, failure, 4" })
	void aTaskThatLivesShorterThanAStepHasWrittenAllWhenItHasEnded(int failAt, int exitCode, String status, int shipped)
			throws InterruptedException {
		String name = "ends-with-" + status;
		ChildProcess task = processes
			.start(Apps.task(name, influxDb.uri()).arguments("--demo.shipping.fail-at=" + failAt));
		assertThat(task.awaitExit(SEEN)).isEqualTo(exitCode);
		assertThat(sum("SELECT sum(value) FROM demo_orders_shipped WHERE application = 'task-demo-influxdb'"
				+ " AND spring_cloud_task_name = '" + name + "'"))
			.isEqualTo(shipped);
		assertThat(executions(name, "1", exitCode, status)).isOne();
	}

	/**
	 * As Data Flow launches and stops it: under an id that is in the database before.
	 */
	@Test
	void aTaskThatIsStoppedWhileItWorksHasWrittenItsEndUnderItsExecutionsId() throws IOException {
		Path launch = Files.writeString(processes.directory().resolve("launch.sql"), """
				CREATE TABLE IF NOT EXISTS TASK_EXECUTION (TASK_EXECUTION_ID BIGINT, START_TIME TIMESTAMP,
					END_TIME TIMESTAMP, TASK_NAME VARCHAR(100), EXIT_CODE INTEGER, EXIT_MESSAGE VARCHAR(2500),
					ERROR_MESSAGE VARCHAR(2500), LAST_UPDATED TIMESTAMP, EXTERNAL_EXECUTION_ID VARCHAR(255),
					PARENT_EXECUTION_ID BIGINT);
				CREATE TABLE IF NOT EXISTS TASK_EXECUTION_PARAMS (TASK_EXECUTION_ID BIGINT, TASK_PARAM VARCHAR(2500));
				INSERT INTO TASK_EXECUTION (TASK_EXECUTION_ID, TASK_NAME)
					SELECT 42, 'stopped' WHERE NOT EXISTS (SELECT 1 FROM TASK_EXECUTION);
				""");
		ChildProcess task = processes.start(Apps.task("stopped", influxDb.uri())
			.arguments("--spring.datasource.url=jdbc:h2:mem:tasks;INIT=RUNSCRIPT FROM '" + launch + "'",
					"--spring.cloud.task.initialize-enabled=false", "--spring.cloud.task.executionid=42",
					"--demo.shipping.delay=100ms", "--demo.shipping.orders=100000",
					"--management.influx.metrics.export.step=2s"));
		String ofTheExecution = " WHERE spring_cloud_task_name = 'stopped' AND spring_cloud_task_execution_id = '42'";
		await().atMost(SEEN)
			.untilAsserted(
					() -> assertThat(sum("SELECT sum(value) FROM demo_orders_shipped" + ofTheExecution)).isPositive());
		processes.stop(task);
		assertThat(sum("SELECT sum(count) FROM spring_cloud_task" + ofTheExecution)).isOne();
	}

	@ParameterizedTest
	@MethodSource("io.dataflowmonitoring.systemtests.influxdb.GrafanaBoard#variables")
	void theBoardListsWhatCanBeSelected(GrafanaBoard.Query variable) {
		await().atMost(SEEN).untilAsserted(() -> assertThat(influxDb.query(variable.influxQl())).isNotEmpty());
	}

	@ParameterizedTest
	@MethodSource("io.dataflowmonitoring.systemtests.influxdb.GrafanaBoard#panels")
	void everyPanelOfTheBoardHasData(GrafanaBoard.Query panel) {
		await().atMost(SEEN).untilAsserted(() -> assertThat(influxDb.query(panel.influxQl())).isNotEmpty());
	}

	/**
	 * In the READMEs a query is a line of its own.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "task-apps/task-demo-influxdb/README.md", "stream-apps/README.md" })
	void everyQueryOfTheGuidesHasData(String readme) throws IOException {
		List<String> queries = Files.readAllLines(Path.of(System.getProperty("project.root"), readme))
			.stream()
			.filter((line) -> line.startsWith("    SELECT "))
			.toList();
		assertThat(queries).isNotEmpty();
		await().atMost(SEEN)
			.untilAsserted(
					() -> assertThat(queries).allSatisfy((query) -> assertThat(influxDb.query(query)).isNotEmpty()));
	}

	private static double executions(String name, String id, int exitCode, String status) {
		return sum("SELECT sum(count) FROM spring_cloud_task WHERE spring_cloud_task_name = '" + name
				+ "' AND spring_cloud_task_execution_id = '" + id + "' AND spring_cloud_task_exit_code = '" + exitCode
				+ "' AND spring_cloud_task_status = '" + status + "'");
	}

	private static double sum(String query) {
		return influxDb.query(query).stream().mapToDouble((series) -> series.at("/values/0/1").asDouble()).sum();
	}

}
