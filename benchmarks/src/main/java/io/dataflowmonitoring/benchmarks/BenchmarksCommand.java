package io.dataflowmonitoring.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import io.dataflowmonitoring.benchmarks.BenchmarkCase.Part;
import io.dataflowmonitoring.benchmarks.app.AppCost;
import io.dataflowmonitoring.benchmarks.measure.FleetProcess;
import io.dataflowmonitoring.benchmarks.measure.Median;
import io.dataflowmonitoring.benchmarks.measure.ProxyGroup;
import io.dataflowmonitoring.benchmarks.measure.ProxyProcess;
import io.dataflowmonitoring.benchmarks.report.CaseTable;
import io.dataflowmonitoring.benchmarks.report.Figure;
import io.dataflowmonitoring.benchmarks.report.Measurement;
import io.dataflowmonitoring.benchmarks.report.Peers;
import io.dataflowmonitoring.benchmarks.report.ResultsPage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import static java.util.stream.Collectors.toSet;

/**
 * The options of {@code benchmarks/run}.
 */
@Command(name = "run", customSynopsis = "benchmarks/run [options]", mixinStandardHelpOptions = true,
		sortOptions = false, usageHelpWidth = 100,
		description = {
				"Measures our proxy and the published one with the same fleets, one after the other, and prints "
						+ "a table for each case. Nothing else should run on the machine.",
				"" })
public final class BenchmarksCommand implements Callable<Integer> {

	/** The case that has no fleet. */
	private static final String APP_COST = "app-cost";

	private final PrintStream out;

	@Option(names = "--case", paramLabel = "<name>",
			description = "Only the case of this name or, if there is none, those whose name begins with this; may be "
					+ "given several times. See --list.")
	private List<String> names = new ArrayList<>();

	@Option(names = "--list", description = "Name the cases and end.")
	private boolean list;

	@Option(names = "--apps", paramLabel = "<n>", description = "Instead of the cases: a fleet of so many apps.")
	private @Nullable Integer apps;

	@Option(names = "--samples", paramLabel = "<n>", defaultValue = "1000",
			description = "With --apps: the samples of each (default: ${DEFAULT-VALUE}).")
	private int samples;

	@Option(names = "--parts", paramLabel = "<part>", split = ",",
			description = "Only these parts of each case: ${COMPLETION-CANDIDATES}. All apps connect in any case.")
	private Set<Part> parts = Set.of(Part.values());

	@Option(names = "--peers", paramLabel = "<peers>", split = ",",
			description = "Only these of each case: ${COMPLETION-CANDIDATES}.")
	private Set<Peers> peers = Set.of(Peers.values());

	@Option(names = "--only-ours", description = "Our proxy with our clients, and nothing else.")
	private boolean onlyOurs;

	@Option(names = "--quick", description = "Less of everything: to see what a change has done.")
	private boolean quick;

	@Option(names = "--smoke", description = "As little as possible: to see that it works.")
	private boolean smoke;

	@Option(names = "--repeat", paramLabel = "<n>", defaultValue = "1",
			description = "Do all so many times and take the medians (default: ${DEFAULT-VALUE}).")
	private int repeat;

	@Option(names = "--write",
			description = "Keep the figures in results, and write RESULTS.md anew; with --list only the latter.")
	private boolean write;

	@Option(names = "--project", paramLabel = "<folder>", defaultValue = ".",
			description = "The project's top folder (default: ${DEFAULT-VALUE}).")
	private Path project = Path.of("");

	BenchmarksCommand(PrintStream out) {
		this.out = out;
	}

	/**
	 * Measures.
	 * @param args the options; {@code --help} lists them
	 */
	public static void main(String[] args) {
		System.exit(new CommandLine(new BenchmarksCommand(System.out)).setCaseInsensitiveEnumValuesAllowed(true)
			.execute(args));
	}

	@Override
	public Integer call() throws IOException, InterruptedException {
		Path top = this.project.toAbsolutePath().normalize();
		Programs programs = new Programs(top, top.resolve("benchmarks/target/logs"));
		ResultsPage page = new ResultsPage(top.resolve("benchmarks"));
		if (this.list) {
			Cases.all().forEach((work) -> this.out.println(work.name()));
			this.out.println(APP_COST);
		}
		else {
			measure(programs, page);
		}
		if (this.write) {
			page.write(programs.options());
		}
		return CommandLine.ExitCode.OK;
	}

	private void measure(Programs programs, ResultsPage page) throws IOException, InterruptedException {
		this.out.println("Our proxy's JVM options: " + programs.options());
		try (Fleets fleets = new Fleets(programs, !this.smoke)) {
			for (BenchmarkCase work : cases()) {
				this.out.println();
				List<Measurement> measured = measure(work, programs, fleets);
				this.out.print(CaseTable.of(measured));
				if (this.write) {
					// At once: an interruption costs the case in hand only.
					page.figures().add(measured, LocalDate.now(ZoneId.systemDefault()));
					page.write(programs.options());
				}
			}
		}
		if (isAppCostWanted()) {
			try (ProxyProcess proxy = programs.ourProxy()) {
				Effort effort = effort();
				String table = new AppCost(proxy.awaitIdle(), programs.logs(), effort.scrapesOfOneApp(),
						effort.batches())
					.measure();
				this.out.println();
				this.out.print(table);
				if (this.write) {
					page.keepAppCost(table);
				}
			}
		}
	}

	private boolean isAppCostWanted() {
		return this.apps == null && (this.names.isEmpty() || this.names.stream().anyMatch(APP_COST::startsWith));
	}

	private List<BenchmarkCase> cases() {
		if (this.apps != null) {
			return List.of(Cases.of(this.apps, this.samples));
		}
		List<BenchmarkCase> all = Cases.all();
		Set<String> exact = all.stream().map(BenchmarkCase::name).filter(this.names::contains).collect(toSet());
		List<BenchmarkCase> cases = all.stream()
			.filter((work) -> this.names.isEmpty() || this.names.stream()
				.anyMatch((name) -> exact.contains(name) ? work.name().equals(name) : work.name().startsWith(name)))
			.toList();
		if (cases.isEmpty() && !isAppCostWanted()) {
			throw new IllegalArgumentException("No case begins with " + this.names);
		}
		return cases;
	}

	private List<Measurement> measure(BenchmarkCase work, Programs programs, Fleets fleets)
			throws IOException, InterruptedException {
		Map<Peers, List<Map<Figure, Double>>> figures = new EnumMap<>(Peers.class);
		// All peers in turn, so that a slow minute of the machine hits each.
		for (int i = 0; i < this.repeat; i++) {
			for (Peers some : work.peers()) {
				if (this.peers.contains(some) && (!this.onlyOurs || some == Peers.OURS)) {
					figures.computeIfAbsent(some, (each) -> new ArrayList<>())
						.add(measure(work, some, programs, fleets));
				}
			}
		}
		List<Measurement> measurements = new ArrayList<>();
		figures.forEach((some, each) -> measurements
			.add(new Measurement(work.table(), some, work.apps(), work.samples(), medians(each))));
		return measurements;
	}

	private Map<Figure, Double> measure(BenchmarkCase work, Peers some, Programs programs, Fleets fleets)
			throws IOException, InterruptedException {
		FleetProcess fleet = fleets.of(work, some.areOurClients());
		List<ProxyProcess> started = new ArrayList<>();
		for (int i = 0; i < work.proxies(); i++) {
			started.add(some.isOurProxy() ? programs.ourProxy() : programs.publishedProxy());
		}
		try (ProxyGroup proxies = new ProxyGroup(started)) {
			for (ProxyProcess proxy : started) {
				proxy.awaitIdle();
			}
			return new Session(work.only(partsOf(some)), effort(), proxies, fleet).run();
		}
	}

	/**
	 * The published proxy does not tell its memory, and a published client cannot be told
	 * not to answer.
	 */
	private Set<Part> partsOf(Peers some) {
		Set<Part> measured = EnumSet.noneOf(Part.class);
		measured.addAll(this.parts);
		if (!some.isOurProxy()) {
			measured.remove(Part.MEMORY);
		}
		if (!some.areOurClients()) {
			measured.remove(Part.STALLED);
		}
		return measured;
	}

	private Effort effort() {
		if (this.smoke) {
			return Effort.SMOKE;
		}
		return this.quick ? Effort.QUICK : Effort.FULL;
	}

	private static Map<Figure, Double> medians(List<Map<Figure, Double>> runs) {
		Map<Figure, Double> medians = new EnumMap<>(Figure.class);
		for (Figure figure : Figure.values()) {
			List<Double> values = runs.stream()
				.filter((run) -> run.containsKey(figure))
				.map((run) -> run.getOrDefault(figure, 0.0))
				.toList();
			if (!values.isEmpty()) {
				medians.put(figure, Median.of(values));
			}
		}
		return medians;
	}

}
