package io.dataflowmonitoring.proxy.exposition;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code promtool check metrics} reads what is merged: exit code 0 if there is nothing to
 * say, 1 if the text cannot be parsed, 3 if it can and only names or help texts are
 * unusual. Skipped without promtool, unless the environment variable {@code CI} is
 * {@code true}.
 */
@DisplayName("One HELP/TYPE a family (prometheus-rsocket-proxy#68, metric-store-release#127), as promtool sees it")
class PromtoolIT {

	private static final int LINT = 3;

	private static Path promtool = Path.of("promtool");

	@BeforeAll
	static void findPromtool() {
		Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
			.map((directory) -> Path.of(directory, "promtool"))
			.filter(Files::isExecutable)
			.findFirst();
		assumeTrue(found.isPresent() || "true".equals(System.getenv("CI")),
				"promtool is not on PATH; it comes with Prometheus (Debian: apt-get install prometheus)");
		promtool = found.orElseThrow();
	}

	@Test
	void acceptsWhatRealAppsSay(@TempDir Path directory) throws IOException, InterruptedException {
		check(realApps(), directory);
	}

	@Test
	void acceptsWhatIsMadeUp(@TempDir Path directory) throws IOException, InterruptedException {
		for (int seed = 0; seed < 30; seed++) {
			Random random = new Random(seed);
			List<Source> sources = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				RandomApp app = new RandomApp(random, 4);
				ExpositionFormat format = app.format();
				byte[] text = app.write(format).getBytes(StandardCharsets.UTF_8);
				sources.add(new Source("app " + i, Exposition.parse(text, format, ExpositionLimits.DEFAULTS)));
			}
			check(sources, directory);
		}
	}

	/**
	 * Promtool checks text only, but it can fill a database with OpenMetrics, and reads
	 * it with Prometheus's own parser then. That wants a timestamp for each sample.
	 */
	@DisplayName("One bad app must not spoil everyone's scrape (pushgateway#202, #214, #232), as Prometheus sees it")
	@Test
	void readsOpenMetrics(@TempDir Path directory) throws IOException, InterruptedException {
		String merged = merge(realApps(), ExpositionFormat.OPENMETRICS_1_0_0);
		assertThat(merged).contains(" # {span_id=");
		Path file = Files.writeString(directory.resolve("merged.om"),
				merged.replaceAll("(?m)^([^#].*?)( # \\{.*)?$", "$1 1700000000$2"));
		String output = run(file, 0, "tsdb", "create-blocks-from", "openmetrics", file.toString(),
				directory.resolve("blocks").toString());
		assertThat(output).contains("BLOCK");
	}

	private static List<Source> realApps() throws IOException {
		List<Source> sources = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ExpositionFormat format = (i % 2 == 0) ? ExpositionFormat.OPENMETRICS_1_0_0 : ExpositionFormat.TEXT_0_0_4;
			byte[] scrape = new RealRegistry("instance-" + i).scrape(format);
			sources.add(new Source("app " + i, Exposition.parse(scrape, format, ExpositionLimits.DEFAULTS)));
		}
		return sources;
	}

	private static void check(List<Source> sources, Path directory) throws IOException, InterruptedException {
		Path file = Files.writeString(directory.resolve("merged.prom"), merge(sources, ExpositionFormat.TEXT_0_0_4));
		run(file, LINT, "check", "metrics");
	}

	private static String merge(List<Source> sources, ExpositionFormat format) throws IOException {
		ByteArrayOutputStream merged = new ByteArrayOutputStream();
		assertThat(new MergedExposition(sources, format).writeNext(merged, Integer.MAX_VALUE)).isFalse();
		return merged.toString(StandardCharsets.UTF_8);
	}

	private static String run(Path input, int accepted, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(promtool.toString()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectInput(input.toFile()).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(() -> output).isIn(0, accepted);
		return output;
	}

}
