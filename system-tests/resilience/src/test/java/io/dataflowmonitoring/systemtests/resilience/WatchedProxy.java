package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.dataflowmonitoring.systemtests.fleet.ProxyAddress;
import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Http;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged proxy, with Netty looking for leaked buffers at every access, and what the
 * system says about its process.
 */
final class WatchedProxy {

	private static final String PARANOID = "-Dio.netty.leakDetection.level=paranoid";

	/** Has Netty find every leak, but without the places where the buffer was used. */
	private static final String NO_PLACES = "-Dio.netty.leakDetection.targetRecords=0";

	/** Has Netty take its memory in the way that the JVM counts. */
	private static final String COUNTED_BUFFERS = "-Dio.netty.maxDirectMemory=0";

	private final Processes processes;

	private final Proxy proxy;

	private WatchedProxy(Processes processes, Proxy proxy) {
		this.processes = processes;
		this.proxy = proxy;
	}

	static WatchedProxy start(Processes processes, String maxHeap, String... properties) throws InterruptedException {
		return start(processes, List.of("-Xmx" + maxHeap), properties);
	}

	/**
	 * With all of the heap taken from the system at the start, so that what the process
	 * takes later is something else.
	 */
	static WatchedProxy startWithAllOfItsHeap(Processes processes, String heap, String... properties)
			throws InterruptedException {
		return start(processes, List.of("-Xmx" + heap, "-Xms" + heap, "-XX:+AlwaysPreTouch"), properties);
	}

	private static WatchedProxy start(Processes processes, List<String> heap, String... properties)
			throws InterruptedException {
		List<String> options = new ArrayList<>(heap);
		// As in production, where the JVM compiles well what runs often.
		options.add("-XX:TieredStopAtLevel=4");
		options.add("-XX:+ExitOnOutOfMemoryError");
		options.add(PARANOID);
		options.add(NO_PLACES);
		options.add(COUNTED_BUFFERS);
		return new WatchedProxy(processes,
				Proxy.in(processes).jvmOptions(options.toArray(String[]::new)).properties(properties).start());
	}

	Proxy proxy() {
		return this.proxy;
	}

	ProxyAddress address() {
		return ProxyAddress.local(this.proxy.tcpPort(), this.proxy.websocketPort());
	}

	/** The processor time that the proxy has taken since it was started. */
	Duration processorTime() {
		return ProcessHandle.of(this.proxy.process().pid())
			.flatMap((process) -> process.info().totalCpuDuration())
			.orElse(Duration.ZERO);
	}

	/** What Prometheus gets, as text, and how long it took. */
	Scrape scrape(Duration timeout) {
		long start = System.nanoTime();
		String text = Http.get(this.proxy.uri("/metrics/connected"), "X-Prometheus-Scrape-Timeout-Seconds",
				String.valueOf(timeout.toMillis() / 1000.0));
		return new Scrape(text, Duration.ofNanos(System.nanoTime() - start));
	}

	/** How many apps are connected, as the proxy counts them. */
	int connections() {
		return (int) sum(this.proxy.ownMetrics(), "prometheus_proxy_connections");
	}

	/**
	 * The reasons that the proxy gives for each app that was, or was not, in the last
	 * scrape.
	 */
	List<String> reasons() {
		return this.proxy.ownMetrics()
			.samples("prometheus_proxy_app_up")
			.stream()
			.map((app) -> app.label("reason"))
			.toList();
	}

	/** What the process takes now, after a garbage collection. */
	Footprint footprint() {
		collectGarbage();
		Exposition metrics = this.proxy.ownMetrics();
		long heap = (long) metrics.samples("jvm_memory_used_bytes", "area", "heap")
			.stream()
			.mapToDouble(Sample::value)
			.sum();
		long direct = (long) metrics.samples("jvm_buffer_memory_used_bytes", "id", "direct")
			.stream()
			.mapToDouble(Sample::value)
			.sum();
		return new Footprint(heap, direct, status("VmRSS:") * 1024, (int) status("Threads:"), openFiles());
	}

	/**
	 * Fails if Netty has found a buffer that was dropped without a release, or if memory
	 * ran out. Netty finds such a buffer only once the garbage collector has, and then at
	 * the next buffer.
	 */
	void assertNothingLeaked() throws IOException {
		for (int i = 0; i < 2 && this.proxy.process().isAlive(); i++) {
			collectGarbage();
			scrape(Duration.ofSeconds(10));
		}
		assertLogHasNo("LEAK:");
		assertLogHasNo("OutOfMemoryError");
	}

	/** Fails if a log has a line with this in it. */
	void assertLogHasNo(String words) throws IOException {
		try (Stream<Path> files = Files.list(this.processes.directory())) {
			for (Path log : files.filter((file) -> file.toString().endsWith(".log")).toList()) {
				try (Stream<String> lines = Files.lines(log)) {
					assertThat(lines.filter((line) -> line.contains(words)).limit(3)).as("lines of " + log).isEmpty();
				}
			}
		}
	}

	private void collectGarbage() {
		try {
			Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
					String.valueOf(this.proxy.process().pid()), "GC.run")
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!jcmd.waitFor(30, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
				jcmd.destroyForcibly();
				throw new AssertionError("jcmd cannot have the proxy collect its garbage");
			}
		}
		catch (IOException ex) {
			throw new AssertionError("No jcmd: these tests need a JDK", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/** A number of {@code /proc/<pid>/status}; 0 where there is no such file. */
	private long status(String name) {
		try (Stream<String> lines = Files.lines(procFile("status"))) {
			return lines.filter((line) -> line.startsWith(name))
				.map((line) -> Long.parseLong(line.substring(name.length()).replaceAll("\\D", "")))
				.findFirst()
				.orElse(0L);
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private int openFiles() {
		try (Stream<Path> files = Files.list(procFile("fd"))) {
			return (int) files.count();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private Path procFile(String name) {
		return Path.of("/proc", String.valueOf(this.proxy.process().pid()), name);
	}

	static double sum(Exposition metrics, String name, String... labels) {
		return metrics.samples(name, labels).stream().mapToDouble(Sample::value).sum();
	}

	/**
	 * One scrape.
	 *
	 * @param text what Prometheus got
	 * @param took how long it took to get it
	 */
	record Scrape(String text, Duration took) {
	}

	/**
	 * What the proxy's process takes.
	 *
	 * @param heap the heap in use, in bytes
	 * @param direct the memory outside the heap that buffers take, in bytes
	 * @param resident the memory that the system has given the process, in bytes
	 * @param threads how many threads there are
	 * @param openFiles how many file descriptors are open, sockets included
	 */
	record Footprint(long heap, long direct, long resident, int threads, int openFiles) {

		@Override
		public String toString() {
			return "%d MB heap, %d MB direct, %d MB resident, %d threads, %d open files".formatted(this.heap >> 20,
					this.direct >> 20, this.resident >> 20, this.threads, this.openFiles);
		}

	}

}
