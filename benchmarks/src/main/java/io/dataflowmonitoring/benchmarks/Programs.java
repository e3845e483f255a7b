package io.dataflowmonitoring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.dataflowmonitoring.benchmarks.fleet.ExpositionTemplate;
import io.dataflowmonitoring.benchmarks.fleet.FleetCommand;
import io.dataflowmonitoring.benchmarks.measure.Child;
import io.dataflowmonitoring.benchmarks.measure.FleetProcess;
import io.dataflowmonitoring.benchmarks.measure.Ports;
import io.dataflowmonitoring.benchmarks.measure.ProxyProcess;

/**
 * Starts proxies and fleets, each as its users do.
 */
final class Programs {

	/**
	 * How the proxy's README starts it, for most fleets first and then for large ones;
	 * its options are part of what is measured.
	 */
	private static final Pattern START = Pattern
		.compile("(?m)^\\s*java (.*)-jar prometheus-rsocket-proxy/target/prometheus-rsocket-proxy\\.jar");

	/** From how many samples in a scrape on the README has other options. */
	private static final long LARGE = 1_000_000;

	/** Enough for every case, so that no fleet collects garbage all the time. */
	private static final String FLEET_HEAP = "-Xmx3g";

	private final Path project;

	private final Path logs;

	private int started;

	/**
	 * Creates it.
	 * @param project the project's top folder, with all jars built
	 * @param logs where logs go; created if it is not there
	 */
	Programs(Path project, Path logs) throws IOException {
		this.project = project;
		this.logs = Files.createDirectories(logs);
	}

	/**
	 * Our proxy, with the options that its README starts it with.
	 * @param samples how many samples there are going to be in a scrape
	 */
	ProxyProcess ourProxy(long samples) throws IOException {
		Ports ports = Ports.free();
		List<String> arguments = new ArrayList<>(options(samples));
		arguments.addAll(List.of("-jar", jar("prometheus-rsocket-proxy/target/prometheus-rsocket-proxy.jar"),
				"--server.address=127.0.0.1", "--micrometer.prometheus-proxy.bind-address=127.0.0.1",
				"--micrometer.prometheus-proxy.push-directory=" + this.logs.resolve("pushes-" + ports.tcp()),
				// All apps have the same address here.
				"--micrometer.prometheus-proxy.max-connections=20000",
				"--micrometer.prometheus-proxy.max-connections-per-address=20000"));
		return proxy("proxy", ports, arguments);
	}

	/** The published proxy, with a heap that it can work with. */
	ProxyProcess publishedProxy() throws IOException {
		return proxy("published-proxy", Ports.free(), List.of("-Xmx3g", "-jar",
				jar("system-tests/published-proxy/target/published-proxy.jar"), "--server.address=127.0.0.1"));
	}

	/** Apps with our client. */
	FleetProcess ourFleet(int samples, boolean changing) {
		List<String> arguments = new ArrayList<>(List.of(FLEET_HEAP, "-XX:+UseParallelGC", "-cp",
				System.getProperty("java.class.path"), FleetCommand.class.getName(), "--samples=" + samples));
		if (changing) {
			arguments.add("--changing");
		}
		return new FleetProcess(Child.startControlled(logName("fleet"), this.logs, arguments));
	}

	/** Apps with the published client, on the libraries of its time. */
	FleetProcess publishedFleet(int samples) throws IOException {
		Path exposition = this.logs.resolve("exposition-" + samples + ".prom");
		Files.writeString(exposition, ExpositionTemplate.of(samples).text(), StandardCharsets.UTF_8);
		return new FleetProcess(Child.startControlled(logName("published-fleet"), this.logs,
				List.of(FLEET_HEAP, "-XX:+UseParallelGC", "-jar",
						jar("system-tests/published-client/target/published-client.jar"), "fleet",
						"--exposition=" + exposition, "--number=" + ExpositionTemplate.NUMBER)));
	}

	/** Where logs go. */
	Path logs() {
		return this.logs;
	}

	/** The options of the JVM that the proxy's README gives, for people. */
	String describeOptions() throws IOException {
		return '`' + String.join(" ", options(0)) + "`; from " + "%,d".formatted(LARGE) + " samples in a scrape on `"
				+ String.join(" ", options(LARGE)) + '`';
	}

	private List<String> options(long samples) throws IOException {
		Matcher start = START.matcher(Files.readString(this.project.resolve("prometheus-rsocket-proxy/README.md")));
		if (!start.find() || (samples >= LARGE && !start.find())) {
			throw new IllegalStateException("The proxy's README does not say how to start it");
		}
		String options = start.group(1).strip();
		return options.isEmpty() ? List.of() : List.of(options.split("\\s+", -1));
	}

	private ProxyProcess proxy(String name, Ports ports, List<String> arguments) {
		List<String> all = new ArrayList<>(arguments);
		all.addAll(List.of("--server.port=" + ports.http(), "--micrometer.prometheus-proxy.tcp-port=" + ports.tcp(),
				"--micrometer.prometheus-proxy.websocket-port=" + ports.websocket()));
		return new ProxyProcess(Child.start(logName(name), this.logs, all), ports);
	}

	private String logName(String name) {
		return name + '-' + ++this.started;
	}

	private String jar(String path) {
		Path jar = this.project.resolve(path);
		if (!Files.isRegularFile(jar)) {
			throw new IllegalStateException(jar + " is not built: benchmarks/run --build");
		}
		return jar.toString();
	}

}
