package io.dataflowmonitoring.benchmarks.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A proxy under test.
 */
public final class ProxyProcess implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

	/** What an idle proxy uses at most in a quarter of a second. */
	private static final Duration IDLE = Duration.ofMillis(10);

	private static final Pattern LIVE = Pattern
		.compile("^jvm_(memory_used_bytes\\{.*area=\"heap\"|buffer_memory_used_bytes\\{.*id=\"direct\")");

	private final Child child;

	private final Ports ports;

	/**
	 * Creates it for a process that was just started.
	 * @param child the process
	 * @param ports where it is going to listen
	 */
	public ProxyProcess(Child child, Ports ports) {
		this.child = child;
		this.ports = ports;
	}

	/**
	 * Waits until the proxy answers and has nothing more to do.
	 * @return this
	 * @throws InterruptedException if this thread was interrupted
	 */
	public ProxyProcess awaitIdle() throws InterruptedException {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!isReady()) {
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("The proxy was not ready within " + START_TIMEOUT.toSeconds() + " s");
			}
			this.child.checkAlive();
			TimeUnit.MILLISECONDS.sleep(100);
		}
		Duration before;
		do {
			before = usage().cpu();
			TimeUnit.MILLISECONDS.sleep(250);
		}
		while (usage().cpu().minus(before).compareTo(IDLE) > 0 && System.nanoTime() < deadline);
		return this;
	}

	/**
	 * Returns where the proxy listens.
	 * @return the ports
	 */
	public Ports ports() {
		return this.ports;
	}

	/**
	 * Returns what the process has used.
	 * @return its usage, now and later
	 */
	public ProcessUsage usage() {
		return this.child.usage();
	}

	long liveBytes() throws IOException, InterruptedException {
		// Twice, since buffers outside of the heap are given back after a collection.
		collectGarbage();
		collectGarbage();
		URI metrics = URI.create("http://127.0.0.1:" + this.ports.http() + "/metrics/proxy");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofLines())
			.body()
			.filter((line) -> LIVE.matcher(line).find())
			.mapToLong((line) -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	private void collectGarbage() throws IOException, InterruptedException {
		Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
				Long.toString(this.child.pid()), "GC.run")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (jcmd.waitFor() != 0) {
			throw new IOException("jcmd, which a JDK has, cannot have the proxy collect its garbage");
		}
	}

	private boolean isReady() {
		boolean listens = IntStream.of(this.ports.http(), this.ports.tcp(), this.ports.websocket())
			.allMatch(ProxyProcess::listens);
		if (listens) {
			try {
				new Scraper(this.ports.http(), Duration.ofSeconds(5)).scrape(false, false);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		}
		return false;
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.child.close();
	}

}
