package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each command of the guide is run by a test of this module, with the same files and
 * arguments. Only that is checked here; what the commands do, those tests check. The
 * names of streams and tasks and the ports are theirs.
 */
class ReadmeTests {

	private static final Path README = Path.of("../../dataflow/README.md");

	private static final Pattern BLOCK = Pattern.compile("^```shell\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern IN_A_SENTENCE = Pattern.compile("`(dataflow/(?:shell|task) [^`]+)`");

	private static final Pattern FILTERED_METRICS = Pattern
		.compile("curl -s \\S+(/metrics/\\w+) \\| grep '\\^(\\w+).*'");

	static Stream<String> commands() throws IOException {
		String readme = Files.readString(README);
		Stream<String> blocks = all(BLOCK, readme).flatMap(String::lines);
		return Stream.concat(blocks, all(IN_A_SENTENCE, readme));
	}

	private static Stream<String> all(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
	}

	@ParameterizedTest
	@MethodSource("commands")
	void aCommandIsRunByATest(String command) {
		String tests = tests();
		assertThat(traces(command)).allSatisfy((trace) -> assertThat(tests).contains(trace));
	}

	/** What the code of a test has in it that runs the command. */
	private static List<String> traces(String command) {
		Matcher metrics = FILTERED_METRICS.matcher(command);
		if (metrics.matches()) {
			return List.of(metrics.group(1), metrics.group(2));
		}
		List<String> words = Stream.of(command.split(" ")).dropWhile((word) -> word.matches("[A-Z_]+=.*")).toList();
		List<String> arguments = words.subList(1, words.size());
		return switch (words.get(0)) {
			// The build that these tests are part of.
			case "./mvnw" -> List.of();
			case "dataflow/start",
					"dataflow/stop" ->
				Stream
					.concat(Stream.of(words.get(0).replace("dataflow/", "")),
							arguments.stream().filter((argument) -> argument.startsWith("--")))
					.map(ReadmeTests::quoted)
					.toList();
			case "dataflow/shell" -> arguments;
			case "dataflow/task" -> Stream
				.concat(Stream.of("task(" + quoted(arguments.get(0))),
						arguments.stream().filter((argument) -> argument.contains("=")).map(ReadmeTests::quoted))
				.toList();
			default -> throw new IllegalArgumentException("How does a test run this? " + command);
		};
	}

	private static String quoted(String word) {
		return "\"" + word + "\"";
	}

	private static String tests() {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			return files.filter((file) -> file.toString().endsWith(".java") && !file.endsWith("ReadmeTests.java"))
				.map(ReadmeTests::read)
				.collect(Collectors.joining());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
