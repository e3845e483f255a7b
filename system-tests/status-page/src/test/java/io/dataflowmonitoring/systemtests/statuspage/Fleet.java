package io.dataflowmonitoring.systemtests.statuspage;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.dataflowmonitoring.systemtests.support.Proxy;

/**
 * Apps of one proxy, which share a few threads.
 */
final class Fleet implements AutoCloseable {

	private static final int THREADS = 8;

	private final Proxy proxy;

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, (task) -> {
		Thread thread = new Thread(task, "fleet");
		thread.setDaemon(true);
		return thread;
	});

	private final List<SimulatedApp> apps = new CopyOnWriteArrayList<>();

	Fleet(Proxy proxy) {
		this.proxy = proxy;
	}

	/**
	 * Connects an instance of a stream app, as Data Flow names it.
	 */
	SimulatedApp stream(String stream, String name, String type, int index) {
		Map<String, String> tags = new LinkedHashMap<>();
		tags.put("application", name);
		tags.put("instance", name + "-" + index + "." + stream + ":8080");
		tags.put("stream_name", stream);
		tags.put("application_name", name);
		tags.put("application_type", type);
		tags.put("instance_index", "" + index);
		return app(tags);
	}

	/**
	 * Connects an execution of a task.
	 */
	SimulatedApp task(String name, int execution) {
		Map<String, String> tags = new LinkedHashMap<>();
		tags.put("application", name);
		tags.put("instance", "worker-3:" + (40_000 + execution));
		tags.put("spring_cloud_task_name", name);
		tags.put("spring_cloud_task_execution_id", "" + execution);
		return app(tags);
	}

	SimulatedApp app(Map<String, String> tags) {
		return remember(SimulatedApp.overTcp(this.proxy.tcpPort(), tags, this.executor));
	}

	SimulatedApp webSocketApp(Map<String, String> tags) {
		return remember(SimulatedApp.overWebSocket(this.proxy.websocketPort(), tags, this.executor));
	}

	/**
	 * Scrapes all apps as Prometheus does.
	 */
	void scrape() {
		this.proxy.scrape(Duration.ofSeconds(1));
	}

	private SimulatedApp remember(SimulatedApp app) {
		this.apps.add(app);
		return app;
	}

	@Override
	public void close() {
		this.apps.forEach(SimulatedApp::close);
		this.executor.shutdownNow();
	}

}
