package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuideTests {

	private static final Ports PORTS = new Ports(9092, 9093, 8080, 7001, 8081, 8091, 8092, 8093, 7577, 9393, 19092,
			9090, 3000);

	private static final Faults TROUBLE = new Faults(0.2, Duration.ofMillis(150));

	@Test
	void theBeginningSaysWhatIsStarted() {
		assertThat(guide(Faults.NONE, 0, false).beginning())
			.contains("demo-source --> demo-processor --> demo-sink", "10 orders a second", "every 30 s",
					"Logs: run/logs")
			.endsWith("\nStarting Kafka and the proxy.")
			.doesNotContain("simulated");
		assertThat(guide(Faults.NONE, 50, true).beginning()).contains("\n  50 simulated apps  ")
			.endsWith("\nStarting Kafka, the proxy, Prometheus and Grafana.");
	}

	@Test
	void theAddressesAreThoseOfWhatRuns() {
		assertThat(guide(Faults.NONE, 0, true).addresses()).contains("http://127.0.0.1:8080/\n",
				"http://127.0.0.1:9090/alerts", "http://127.0.0.1:3000");
		assertThat(guide(Faults.NONE, 0, false).addresses())
			.contains("http://127.0.0.1:8080/\n", "https://prometheus.io/download/",
					"https://grafana.com/grafana/download")
			.doesNotContain("http://127.0.0.1:9090", "http://127.0.0.1:3000");
	}

	@Test
	void withoutTroubleNothingIsSaidOfIt() {
		assertThat(guide(Faults.NONE, 50, true).trouble()).isEmpty();
	}

	@Test
	void eachKindOfTroubleIsSaidWithWhatItIs() {
		assertThat(guide(new Faults(0.25, Duration.ZERO), 0, true).trouble())
			.startsWith("\n25 % of the attempts to handle an order fail in demo-processor and demo-sink")
			.doesNotContain("longer", "simulated");
		assertThat(guide(new Faults(0, Duration.ofMillis(150)), 0, true).trouble())
			.startsWith("\nEach order takes 150 ms longer in demo-processor, demo-sink and the task: more than")
			.contains("can\nkeep up with. Look", "DataflowLagGrowing")
			.doesNotContain("fail", "simulated");
		assertThat(guide(new Faults(0, Duration.ofMillis(20)), 0, true).trouble()).doesNotContain("more than",
				"DataflowLagGrowing");
	}

	@Test
	void onlyWhatRunsIsNamedAsAPlaceToLook() {
		assertThat(guide(TROUBLE, 0, false).trouble())
			.contains("curl -s http://127.0.0.1:8080/metrics/connected | grep ")
			.doesNotContain("Grafana", "Prometheus");
		assertThat(guide(TROUBLE, 0, true).trouble()).contains("http://127.0.0.1:3000/d/dataflow-streams",
				"http://127.0.0.1:3000/d/dataflow-tasks", "http://127.0.0.1:9090/graph?",
				"http://127.0.0.1:9090/alerts");
	}

	@Test
	void nothingIsWiderThanATerminal() {
		Guide guide = guide(TROUBLE, 50, true);
		assertThat((guide.beginning() + guide.addresses() + guide.trouble()).lines())
			.allMatch((line) -> line.length() <= 100);
	}

	@Test
	void theSimulatedAppsInTroubleAreCounted() {
		assertThat(guide(TROUBLE, 50, true).trouble()).contains("apps, 5 crash", "apps, 5 stop answering");
		assertThat(guide(TROUBLE, 11, true).trouble()).contains("apps, 2 crash", "apps, 1 stop answering");
	}

	@Test
	void whatItNamesIsThere() throws IOException {
		String trouble = guide(TROUBLE, 50, true).trouble();
		String rules = contents("../prometheus/rules", "*.yml");
		assertThat(found("Dataflow[A-Z]\\w+", trouble)).hasSizeGreaterThan(4)
			.allSatisfy((alert) -> assertThat(rules).contains("alert: " + alert + "\n"));
		assertThat(found("g0\\.expr=([^\\s&]+)", guide(TROUBLE, 50, true).addresses() + trouble)).hasSize(3)
			.allSatisfy((record) -> assertThat(rules).contains("record: " + record + "\n"));
		String dashboards = contents("../grafana/dashboards", "*.json");
		assertThat(found("/d/([\\w-]+)", trouble)).hasSize(4)
			.allSatisfy((board) -> assertThat(dashboards).contains("\"uid\": \"" + board + "\""));
		assertThat(found("\"([A-Z][^\"]+)\"", trouble)).hasSizeGreaterThan(8)
			.allSatisfy((panel) -> assertThat(dashboards).contains("\"title\": \"" + panel + "\""));
	}

	private static Guide guide(Faults faults, int simulatedApps, boolean withPrometheusAndGrafana) {
		Optional<Path> program = withPrometheusAndGrafana ? Optional.of(Path.of("program")) : Optional.empty();
		return new Guide(new DemoSettings(Path.of(".."), Optional.empty(), Path.of("run"), PORTS, 10, faults,
				simulatedApps, Duration.ofSeconds(30), Optional.empty(), program, program));
	}

	/** What the pattern's group has matched, or all of it if it has none. */
	private static List<String> found(String pattern, String text) {
		return Pattern.compile(pattern)
			.matcher(text)
			.results()
			.map((MatchResult result) -> result.group(result.groupCount()))
			.toList();
	}

	private static String contents(String folder, String glob) throws IOException {
		StringBuilder contents = new StringBuilder();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), glob)) {
			for (Path file : files) {
				contents.append(Files.readString(file));
			}
		}
		return contents.toString();
	}

}
