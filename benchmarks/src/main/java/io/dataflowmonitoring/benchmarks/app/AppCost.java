package io.dataflowmonitoring.benchmarks.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.dataflowmonitoring.benchmarks.measure.Child;
import io.dataflowmonitoring.benchmarks.measure.Median;
import io.dataflowmonitoring.benchmarks.measure.Ports;
import io.dataflowmonitoring.benchmarks.measure.ProxyProcess;
import io.dataflowmonitoring.benchmarks.report.MarkdownTable;

/**
 * Scrapes one app in both ways, in turn, and looks at what the app's process uses: what
 * the proxy and this program use does not count.
 */
public final class AppCost {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * What Prometheus asks for.
	 */
	private static final String ACCEPT = "application/openmetrics-text;version=1.0.0";

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ProxyProcess proxy;

	private final Path logs;

	private final int scrapes;

	private final int rounds;

	/**
	 * Creates it.
	 * @param proxy a proxy without apps
	 * @param logs where the app's log goes
	 * @param scrapes how many scrapes are measured together
	 * @param rounds how often, for each of the two ways
	 */
	public AppCost(ProxyProcess proxy, Path logs, int scrapes, int rounds) {
		this.proxy = proxy;
		this.logs = logs;
		this.scrapes = scrapes;
		this.rounds = rounds;
	}

	/**
	 * Starts the app, measures, and ends the app.
	 * @return a table in Markdown
	 * @throws IOException if one of the two does not answer
	 * @throws InterruptedException if this thread was interrupted
	 */
	public String measure() throws IOException, InterruptedException {
		int port = Ports.free().http();
		List<String> arguments = List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"),
				MeteredApp.class.getName(), "--server.address=127.0.0.1", "--server.port=" + port,
				"--spring.application.name=orders", "--spring.main.banner-mode=off",
				"--management.endpoints.web.exposure.include=prometheus",
				"--micrometer.prometheus.rsocket.host=127.0.0.1",
				"--micrometer.prometheus.rsocket.port=" + this.proxy.ports().tcp());
		URI app = URI.create("http://127.0.0.1:" + port);
		Map<Way, URI> pages = new EnumMap<>(Way.class);
		pages.put(Way.ACTUATOR, app.resolve("/actuator/prometheus"));
		pages.put(Way.PROXY, URI.create("http://127.0.0.1:" + this.proxy.ports().http() + "/metrics/connected"));
		try (Child child = Child.start("app", this.logs, arguments)) {
			for (URI page : pages.values()) {
				awaitSamples(child, page);
			}
			return measure(child, app.resolve(MeteredApp.ALLOCATED), pages);
		}
	}

	private String measure(Child child, URI allocated, Map<Way, URI> pages) throws IOException, InterruptedException {
		Map<Way, List<Cost>> costs = new EnumMap<>(Way.class);
		// The first rounds warm up.
		for (int round = -2; round < this.rounds; round++) {
			for (Way way : Way.values()) {
				Cost cost = scrape(child, allocated, Objects.requireNonNull(pages.get(way)));
				if (round >= 0) {
					costs.computeIfAbsent(way, (key) -> new ArrayList<>()).add(cost);
				}
			}
		}
		List<String> header = new ArrayList<>(List.of("a scrape of one app"));
		for (Way way : Way.values()) {
			header.add(way.title);
		}
		MarkdownTable table = new MarkdownTable(header);
		table.add(row("samples", costs, (cost) -> cost.samples, 0));
		table.add(row("CPU of the app's process, ms", costs, (cost) -> cost.cpuMillis, 2));
		table.add(row("allocated by the app, KB", costs, (cost) -> cost.allocatedKilobytes, 0));
		table.add(row("until the answer is there, ms", costs, (cost) -> cost.millis, 1));
		return table.toString();
	}

	private static List<String> row(String title, Map<Way, List<Cost>> costs, Function<Cost, Double> figure,
			int decimals) {
		List<String> row = new ArrayList<>(List.of(title));
		for (Way way : Way.values()) {
			double median = Median.of(costs.getOrDefault(way, List.of()).stream().map(figure).toList());
			row.add(String.format(Locale.ROOT, "%,." + decimals + "f", median));
		}
		return row;
	}

	private Cost scrape(Child child, URI allocated, URI page) throws IOException, InterruptedException {
		long allocatedBefore = Long.parseLong(get(allocated).strip());
		Duration cpuBefore = child.usage().cpu();
		long start = System.nanoTime();
		String last = "";
		for (int i = 0; i < this.scrapes; i++) {
			last = get(page);
		}
		double millis = (System.nanoTime() - start) / 1e6;
		Duration cpu = child.usage().cpu().minus(cpuBefore);
		long bytes = Long.parseLong(get(allocated).strip()) - allocatedBefore;
		return new Cost(samples(last), (double) cpu.toMillis() / this.scrapes, bytes / 1e3 / this.scrapes,
				millis / this.scrapes);
	}

	private void awaitSamples(Child child, URI page) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			try {
				if (get(page).contains("orders_step")) {
					return;
				}
			}
			catch (IOException ex) {
				child.checkAlive();
			}
			if (System.nanoTime() > deadline) {
				throw new IllegalStateException("The app's samples are not at " + page);
			}
			TimeUnit.MILLISECONDS.sleep(200);
		}
	}

	private String get(URI page) throws IOException, InterruptedException {
		return this.http
			.send(HttpRequest.newBuilder(page)
				.header("Accept", page.getPath().equals(MeteredApp.ALLOCATED) ? "*/*" : ACCEPT)
				.build(), BodyHandlers.ofString())
			.body();
	}

	private static double samples(String exposition) {
		return exposition.lines().filter((line) -> !line.startsWith("#")).count();
	}

	private enum Way {

		ACTUATOR("/actuator/prometheus"), PROXY("through the proxy");

		private final String title;

		Way(String title) {
			this.title = title;
		}

	}

	private record Cost(double samples, double cpuMillis, double allocatedKilobytes, double millis) {
	}

}
