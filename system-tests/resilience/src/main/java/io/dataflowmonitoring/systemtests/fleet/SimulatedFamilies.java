package io.dataflowmonitoring.systemtests.fleet;

/**
 * Writes the families of a stream app, until there are as many samples as wanted. The
 * last family, one sample for each Kafka partition, takes up the rest.
 */
final class SimulatedFamilies {

	private static final String[] MEMORY_POOLS = { "area=\"heap\",id=\"G1 Eden Space\"",
			"area=\"heap\",id=\"G1 Old Gen\"", "area=\"heap\",id=\"G1 Survivor Space\"",
			"area=\"nonheap\",id=\"CodeHeap 'profiled nmethods'\"", "area=\"nonheap\",id=\"Compressed Class Space\"",
			"area=\"nonheap\",id=\"Metaspace\"" };

	private static final String[] THREAD_STATES = { "state=\"blocked\"", "state=\"new\"", "state=\"runnable\"",
			"state=\"terminated\"", "state=\"timed-waiting\"", "state=\"waiting\"" };

	private static final String[] BUCKETS = { "0.001", "0.01", "0.1", "1.0", "10.0", "+Inf" };

	private final StringBuilder out = new StringBuilder();

	private final String identity;

	private final boolean openMetrics;

	private int left;

	SimulatedFamilies(String identity, boolean openMetrics) {
		this.identity = identity;
		this.openMetrics = openMetrics;
	}

	String write(int sampleCount) {
		this.left = sampleCount;
		gauge("jvm_memory_used_bytes", "The amount of used memory", MEMORY_POOLS);
		gauge("jvm_memory_committed_bytes", "The amount of memory that is committed for the JVM to use", MEMORY_POOLS);
		gauge("jvm_memory_max_bytes", "The maximum amount of memory that can be used for memory management",
				MEMORY_POOLS);
		gauge("jvm_threads_states_threads", "The current number of threads", THREAD_STATES);
		gauge("process_cpu_usage", "The \"recent cpu usage\" for the Java Virtual Machine process", "");
		gauge("process_uptime_seconds", "The uptime of the Java virtual machine", "");
		counter("spring_cloud_stream_binding_messages", "Messages of a binding", "binding=\"orders-in-0\"",
				"binding=\"orders-out-0\"");
		summary("jvm_gc_pause_seconds", "Time spent in GC pause", "action=\"end of minor GC\",cause=\"G1\"");
		histogram("spring_integration_send_seconds", "Send processing time",
				"exception=\"none\",name=\"orders-out-0\",result=\"success\",type=\"channel\"");
		partitions();
		return this.out.toString();
	}

	private void partitions() {
		if (this.left > 0) {
			header("kafka_consumer_fetch_manager_records_lag", "gauge", "The latest lag of the partition");
		}
		for (int partition = 0; this.left > 0; partition++) {
			sample("kafka_consumer_fetch_manager_records_lag",
					"client_id=\"consumer-orders-1\",partition=\"" + partition + "\",topic=\"orders\"", "0.0");
		}
	}

	private void gauge(String name, String help, String... series) {
		if (this.left >= series.length) {
			header(name, "gauge", help);
			for (String labels : series) {
				sample(name, labels, "1.5728640E7");
			}
		}
	}

	private void counter(String name, String help, String... series) {
		if (this.left >= series.length) {
			header(this.openMetrics ? name : name + "_total", "counter", help);
			for (String labels : series) {
				sample(name + "_total", labels, "123456.0");
			}
		}
	}

	private void summary(String name, String help, String labels) {
		if (this.left >= 2) {
			header(name, "summary", help);
			sample(name + "_count", labels, "42");
			sample(name + "_sum", labels, "0.21");
		}
	}

	private void histogram(String name, String help, String labels) {
		if (this.left >= BUCKETS.length + 2) {
			header(name, "histogram", help);
			for (int i = 0; i < BUCKETS.length; i++) {
				String exemplar = (this.openMetrics && i == 2)
						? " # {trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"} 0.067 1795000000.123" : "";
				sample(name + "_bucket", labels + ",le=\"" + BUCKETS[i] + '"', 100 * (i + 1) + exemplar);
			}
			sample(name + "_count", labels, String.valueOf(100 * BUCKETS.length));
			sample(name + "_sum", labels, "17.5");
		}
	}

	private void header(String name, String type, String help) {
		String escaped = this.openMetrics ? help.replace("\"", "\\\"") : help;
		this.out.append("# HELP ").append(name).append(' ').append(escaped).append('\n');
		this.out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
	}

	private void sample(String name, String labels, String value) {
		this.out.append(name).append('{').append(this.identity);
		if (!labels.isEmpty()) {
			this.out.append(',').append(labels);
		}
		this.out.append("} ").append(value).append('\n');
		this.left--;
	}

}
