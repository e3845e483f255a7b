package io.dataflowmonitoring.fleet;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The meters of a simulated app, from one start of it to the next: those of Spring Cloud
 * Stream, Kafka, the JVM and the process that the dashboards and the rules look at, under
 * the names and with the tags that real apps have. What they measure is made up, second
 * by second.
 */
final class SimulatedMeters {

	private static final double MEGABYTE = 1024 * 1024;

	private static final double HEAP = 192 * MEGABYTE;

	/** What stays in use after a garbage collection. */
	private static final double LIVE = 40 * MEGABYTE;

	private static final double MEGABYTES_PER_MESSAGE = 0.15;

	private static final double SECONDS_PER_MESSAGE = 0.006;

	private static final int ATTEMPTS = 3;

	/** The rate of messages swings, as that of a real stream over a day. */
	private static final double SECONDS_PER_SWING = 240;

	private static final Duration[] BUCKETS = { Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(5) };

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final AppInstance app;

	private final Trouble trouble;

	private final RandomGenerator random;

	private final Timer handled;

	private final Timer failed;

	private final Timer functionHandled;

	private final Timer functionFailed;

	private final Timer givenUp;

	private final Timer sent;

	private final Counter errorsLogged;

	private final Timer pauses;

	private final AtomicLong messagesSent = new AtomicLong();

	private final AtomicLong deadLetters = new AtomicLong();

	private volatile long waiting;

	private volatile double heap = LIVE;

	private volatile double allocated;

	private volatile double cpu;

	/**
	 * Creates the meters of an app that starts now.
	 * @param app the app
	 * @param trouble what is wrong with it
	 * @param random what its numbers come from
	 * @param clock the clock
	 */
	SimulatedMeters(AppInstance app, Trouble trouble, RandomGenerator random, Clock clock) {
		this.app = app;
		this.trouble = trouble;
		this.random = random;
		this.registry.config()
			.commonTags(
					app.labels().entrySet().stream().map((label) -> Tag.of(label.getKey(), label.getValue())).toList());
		process(clock);
		memory();
		this.pauses = Timer.builder("jvm.gc.pause")
			.description("Time spent in GC pause")
			.tags("action", "end of minor GC", "cause", "G1 Evacuation Pause", "gc", "G1 Young Generation")
			.register(this.registry);
		this.errorsLogged = log();
		this.handled = channel("input", "success", "none");
		this.failed = channel("input", "failure", "MessageHandlingException");
		this.givenUp = channel(app.stream() + "." + app.name() + ".errors", "success", "none");
		this.sent = channel("output", "success", "none");
		this.functionHandled = function("none");
		this.functionFailed = function("IllegalStateException");
		app.input().ifPresent(this::consumer);
		app.output().ifPresent((topic) -> producer(topic, this.messagesSent));
	}

	/** Returns where the meters are, for those of the client. */
	MeterRegistry registry() {
		return this.registry;
	}

	/** Writes them all; see {@code ExpositionSource}. */
	void writeTo(OutputStream out, String contentType) throws IOException {
		this.registry.scrape(out, contentType);
	}

	/** Returns how many messages wait for the app. */
	long waiting() {
		return this.waiting;
	}

	/**
	 * Lets a second of work pass.
	 * @param second which second of the fleet it is, so that the apps of a stream swing
	 * together
	 */
	void work(long second) {
		double swing = 1 + 0.35 * Math.sin(2 * Math.PI * second / SECONDS_PER_SWING + this.app.stream().length());
		double expected = this.app.messagesPerSecond() * swing;
		int arriving = (int) Math.max(0, Math.round(expected + Math.sqrt(expected) * this.random.nextGaussian()));
		int done = 0;
		if (this.app.input().isEmpty()) {
			for (; done < arriving; done++) {
				send();
			}
		}
		else {
			long left = this.waiting + arriving;
			for (double seconds = 1; left > 0 && seconds > 0; left--, done++) {
				seconds -= handle();
			}
			this.waiting = left;
		}
		this.cpu = Math.min(1, 0.004 + 0.0012 * done + 0.002 * this.random.nextDouble());
		allocate((1 + done * MEGABYTES_PER_MESSAGE) * MEGABYTE);
	}

	/**
	 * Handles a message, if need be in several attempts.
	 * @return how many seconds that took
	 */
	private double handle() {
		double all = 0;
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			double seconds = SECONDS_PER_MESSAGE * Math.exp(0.6 * this.random.nextGaussian())
					+ this.trouble.delay().toMillis() / 1000.0;
			all += seconds;
			long nanoseconds = (long) (seconds * 1e9);
			if (this.random.nextDouble() >= this.trouble.failureRate()) {
				this.functionHandled.record(nanoseconds, TimeUnit.NANOSECONDS);
				this.handled.record(nanoseconds, TimeUnit.NANOSECONDS);
				if (this.app.output().isPresent()) {
					send();
				}
				return all;
			}
			this.functionFailed.record(nanoseconds, TimeUnit.NANOSECONDS);
			this.failed.record(nanoseconds, TimeUnit.NANOSECONDS);
		}
		if (this.deadLetters.getAndIncrement() == 0) {
			// As Micrometer does for a Kafka producer, with the first message to a topic.
			this.app.input()
				.ifPresent((topic) -> producer("error." + topic + "." + this.app.stream(), this.deadLetters));
		}
		this.givenUp.record(1, TimeUnit.MILLISECONDS);
		this.errorsLogged.increment();
		return all;
	}

	private void send() {
		this.sent.record((long) (1e6 * Math.exp(0.5 * this.random.nextGaussian())), TimeUnit.NANOSECONDS);
		this.messagesSent.incrementAndGet();
	}

	private void allocate(double bytes) {
		// Written by this thread alone, and read by those that write the metrics.
		double allocatedNow = this.allocated + bytes;
		double heapNow = this.heap + bytes;
		if (heapNow > 0.7 * HEAP) {
			heapNow = LIVE * (0.9 + 0.2 * this.random.nextDouble());
			this.pauses.record((long) (4e6 * Math.exp(0.5 * this.random.nextGaussian())), TimeUnit.NANOSECONDS);
		}
		this.allocated = allocatedNow;
		this.heap = heapNow;
	}

	private Timer channel(String name, String result, String exception) {
		return Timer.builder("spring.integration.send")
			.description("Send processing time")
			.tags("type", "channel", "name", name, "result", result, "exception", exception)
			.register(this.registry);
	}

	private Timer function(String error) {
		return Timer.builder("spring.cloud.function")
			.tags("spring.cloud.function.definition", this.app.name(), "error", error)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	private void consumer(String topic) {
		gauge("spring.cloud.stream.binder.kafka.offset", "Unconsumed messages for a particular group and topic",
				Map.of("group", this.app.stream(), "topic", topic), () -> this.waiting);
		Map<String, String> client = Map.of("client.id", "consumer-" + this.app.stream() + "-1");
		gauge("kafka.consumer.last.poll.seconds.ago", "The number of seconds since the last poll() invocation.", client,
				() -> 0);
		gauge("kafka.consumer.coordinator.assigned.partitions",
				"The number of partitions currently assigned to this consumer", client, () -> 1);
		Map<String, String> partition = new HashMap<>(client);
		partition.putAll(Map.of("topic", topic, "partition", Integer.toString(this.app.index())));
		gauge("kafka.consumer.fetch.manager.records.lag", "The latest lag of the partition", partition,
				() -> this.waiting);
		gauge("kafka.consumer.connection.count", "The current number of active connections.", client, () -> 2);
	}

	private void producer(String topic, AtomicLong sends) {
		Map<String, String> client = Map.of("client.id", "producer-" + topic);
		FunctionCounter.builder("kafka.producer.topic.record.send", sends, AtomicLong::doubleValue)
			.description("The total number of records sent for a topic.")
			.tags(Tags.of(tags(client)).and("topic", topic))
			.register(this.registry);
		FunctionCounter.builder("kafka.producer.record.error", sends, (ignored) -> 0)
			.description("The total number of record sends that resulted in errors")
			.tags(tags(client))
			.register(this.registry);
		gauge("kafka.producer.request.latency.avg", "The average request latency in ms", client,
				() -> 2 + 40 * this.cpu);
		gauge("kafka.producer.connection.count", "The current number of active connections.", client, () -> 2);
	}

	private void process(Clock clock) {
		Instant start = clock.instant();
		time("process.start.time", "Start time of the process since unix epoch.", start::toEpochMilli);
		time("process.uptime", "The uptime of the Java virtual machine",
				() -> Duration.between(start, clock.instant()).toMillis());
		gauge("process.cpu.usage", "The \"recent cpu usage\" for the Java Virtual Machine process", Map.of(),
				() -> this.cpu);
		gauge("system.cpu.usage", "The \"recent cpu usage\" of the system the application is running in", Map.of(),
				() -> Math.min(1, 0.08 + 3 * this.cpu));
		gauge("process.files.open", "The open file descriptor count", Map.of(), () -> 60, "files");
		Map.of("runnable", 9, "timed-waiting", 12, "waiting", 7, "blocked", 0)
			.forEach((state, count) -> gauge("jvm.threads.states", "The current number of threads",
					Map.of("state", state), () -> count, "threads"));
	}

	private void memory() {
		heap("jvm.memory.used", "The amount of used memory", "G1 Eden Space", () -> this.heap - LIVE * 0.8);
		heap("jvm.memory.used", "The amount of used memory", "G1 Old Gen", () -> LIVE * 0.8);
		heap("jvm.memory.max", "The maximum amount of memory in bytes that can be used for memory management",
				"G1 Eden Space", () -> -1);
		heap("jvm.memory.max", "The maximum amount of memory in bytes that can be used for memory management",
				"G1 Old Gen", () -> HEAP);
		gauge("jvm.memory.used", "The amount of used memory", Map.of("area", "nonheap", "id", "Metaspace"),
				() -> 72 * MEGABYTE, "bytes");
		gauge("jvm.memory.usage.after.gc",
				"The percentage of long-lived heap pool used after the last GC event, in the range [0..1]",
				Map.of("area", "heap", "pool", "long-lived"), () -> LIVE * 0.8 / HEAP);
		gauge("jvm.gc.overhead",
				"An approximation of the percent of CPU time used by GC activities over the last lookback period or "
						+ "since monitoring began, whichever is shorter, in the range [0..1]",
				Map.of(), () -> 0.03 * this.cpu);
		FunctionCounter.builder("jvm.gc.memory.allocated", this, (meters) -> meters.allocated)
			.description("Incremented for an increase in the size of the (young) heap memory pool after one GC to "
					+ "before the next")
			.baseUnit("bytes")
			.register(this.registry);
	}

	private Counter log() {
		for (String level : List.of("trace", "debug", "info", "warn")) {
			logged(level);
		}
		return logged("error");
	}

	private Counter logged(String level) {
		return Counter.builder("logback.events")
			.description("Number of log events that were enabled by the effective log level")
			.baseUnit("events")
			.tags("level", level)
			.register(this.registry);
	}

	private void heap(String name, String description, String id, Supplier<Number> value) {
		gauge(name, description, Map.of("area", "heap", "id", id), value, "bytes");
	}

	private void time(String name, String description, Supplier<Number> milliseconds) {
		TimeGauge.builder(name, milliseconds, TimeUnit.MILLISECONDS).description(description).register(this.registry);
	}

	private void gauge(String name, String description, Map<String, String> tags, Supplier<Number> value) {
		Gauge.builder(name, value).description(description).tags(tags(tags)).register(this.registry);
	}

	private void gauge(String name, String description, Map<String, String> tags, Supplier<Number> value, String unit) {
		Gauge.builder(name, value).description(description).tags(tags(tags)).baseUnit(unit).register(this.registry);
	}

	private static List<Tag> tags(Map<String, String> tags) {
		return tags.entrySet().stream().map((tag) -> Tag.of(tag.getKey(), tag.getValue())).toList();
	}

}
