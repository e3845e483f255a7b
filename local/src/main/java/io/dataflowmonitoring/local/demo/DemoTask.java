package io.dataflowmonitoring.local.demo;

import java.util.Map;

/**
 * How the task is named, and what tells in its metrics that it has ended well.
 */
final class DemoTask {

	/** The name of the task, as Data Flow would give it. */
	static final String NAME = "demo-task";

	/** The name of the task's jar. */
	static final String JAR = "task-demo-prometheus";

	/** Spring Cloud Task counts in it a task that has ended. */
	static final String END_METRIC = "spring_cloud_task_seconds_count";

	static final String EXECUTION_ID_LABEL = "spring_cloud_task_execution_id";

	/** The labels of a successful end. */
	static final Map<String, String> SUCCESSFUL_END = Map.of("spring_cloud_task_name", NAME, "spring_cloud_task_status",
			"success", "spring_cloud_task_exit_code", "0");

	private DemoTask() {
	}

}
