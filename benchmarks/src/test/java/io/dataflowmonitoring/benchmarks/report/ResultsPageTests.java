package io.dataflowmonitoring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ResultsPageTests {

	private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

	@TempDir
	private Path directory = Path.of("");

	private ResultsPage page = new ResultsPage(this.directory);

	@BeforeEach
	void createPage() throws IOException {
		this.page = new ResultsPage(this.directory);
		StringBuilder text = new StringBuilder("# Results\n\nSaid by people.\n");
		for (String part : List.of("machine", "goals", "cases", "growth", "micro")) {
			text.append("<!-- begin " + part + " -->\nold\n<!-- end " + part + " -->\n");
		}
		Files.writeString(this.directory.resolve("RESULTS.md"), text);
	}

	@Test
	void showsGoalAndResultSideBySide() throws IOException {
		this.page.figures()
			.add(List.of(measurement("fleet-200", Peers.PUBLISHED, 200, 4.2),
					measurement("fleet-200", Peers.OURS, 200, 0.4)), DAY);
		assertThat(written()).contains("Said by people.", "2026-11-22", "### fleet-200")
			.containsPattern("CPU of a sample, µs +\\| +4\\.20 \\| +0\\.40 \\| 0\\.5; published clients 2");
	}

	@Test
	void whatIsMeasuredAgainReplacesOnlyWhatWasMeasuredBefore() throws IOException {
		this.page.figures().add(List.of(measurement("a", Peers.OURS, 1, 1), measurement("b", Peers.OURS, 1, 1)), DAY);
		this.page.figures().add(List.of(measurement("a", Peers.OURS, 1, 2)), DAY.plusDays(1));
		Map<Measurement, LocalDate> results = this.page.figures().read();
		assertThat(results).hasSize(2)
			.containsEntry(measurement("a", Peers.OURS, 1, 2), DAY.plusDays(1))
			.containsEntry(measurement("b", Peers.OURS, 1, 1), DAY);
	}

	@Test
	void whatDidNotComeToAnEndStaysSo() throws IOException {
		this.page.figures().add(List.of(measurement("fleet-500", Peers.OURS, 500, Double.POSITIVE_INFINITY)), DAY);
		assertThat(written()).containsPattern("CPU of a sample, µs +\\| +never");
	}

	@Test
	void drawsHowThingsGrow() throws IOException {
		this.page.figures()
			.add(List.of(measurement("growth-apps-10", Peers.OURS, 10, 0.5),
					measurement("growth-apps-1000", Peers.OURS, 1_000, 0.4)), DAY);
		assertThat(written()).contains("results/growth.svg", "| 10 × 100 ", "| 1,000 × 100 ");
		assertThat(this.directory.resolve("results/growth.svg")).content()
			.startsWith("<svg ")
			.contains("<polyline", ">1,000</text>")
			.endsWith("</svg>\n");
	}

	@Test
	void showsWhatJmhHasWritten() throws IOException {
		Files.createDirectories(this.directory.resolve("results"));
		Files.writeString(this.directory.resolve("results/jmh.csv"),
				"""
						"Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit"
						"io.dataflowmonitoring.benchmarks.micro.PullBenchmark.pull","avgt",1,5,12.345,0.5,"ns/op"
						"io.dataflowmonitoring.benchmarks.micro.PullBenchmark.pull:gc.alloc.rate","avgt",1,5,9,0.5,"MB/sec"
						"io.dataflowmonitoring.benchmarks.micro.PullBenchmark.pull:gc.alloc.rate.norm","avgt",1,5,678.9,0.5,"B/op"
						""");
		assertThat(written()).containsPattern("PullBenchmark\\.pull +\\| +12\\.3 \\| +0\\.5 \\| +678\\.9 \\|");
	}

	private String written() throws IOException {
		this.page.write("`-Xmx1g`");
		return Files.readString(this.directory.resolve("RESULTS.md"));
	}

	private static Measurement measurement(String name, Peers peers, int apps, double cpuPerSample) {
		return new Measurement(name, peers, apps, name.startsWith("growth") ? 100 : 1_000,
				new EnumMap<>(Map.of(Figure.CPU_PER_SAMPLE, cpuPerSample, Figure.LIVE_PER_APP, 12.0)));
	}

}
