package io.dataflowmonitoring.documentation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each property that a page names is one of ours or of a library that the apps have.
 */
class PropertyNamesTests {

	private static final Pattern NAME = Pattern
		.compile("(?<![\\w./@-])(?:micrometer|management|spring|server|logging|demo)(?:\\.[a-zA-Z0-9*_-]+)+\\.?");

	private static final Pattern VARIABLE = Pattern
		.compile("(?<![\\w.-])(?:MICROMETER|MANAGEMENT|SPRING|SERVER|LOGGING|DEMO)_[A-Z0-9_]+(?![A-Za-z0-9*…-])");

	/** A whole name, and endings of others after it. */
	private static final Pattern SHORTENED = Pattern.compile(
			"`((?:micrometer|management|spring|server|demo)\\.[a-z.-]+)`((?:(?:,|,? and|,? or) `\\.[a-z][a-z.-]*`)+)");

	private static final Pattern SHORT = Pattern.compile("`(\\.[^`]+)`");

	/** What Data Flow hands on to the apps of a kind. */
	private static final Pattern HANDED_ON = Pattern
		.compile("spring\\.cloud\\.dataflow\\.application-properties\\.(?:stream|task)\\.");

	/**
	 * Names that no metadata has, each with the reason why a page may name it. One that
	 * ends with a dot stands for all that begin with it.
	 */
	private static final Map<String, String> WITHOUT_METADATA = new TreeMap<>();

	static {
		WITHOUT_METADATA.put("spring.cloud.dataflow.", "of Data Flow's servers, whose libraries are not among ours");
		WITHOUT_METADATA.put("spring.cloud.application.guid", "Data Flow's deployers set it");
		WITHOUT_METADATA.put("spring.cloud.task.name", "Spring Cloud Task reads it without metadata");
		WITHOUT_METADATA.put("spring.cloud.skipper.", "of Skipper's server, whose libraries are not among ours");
		WITHOUT_METADATA.put("SPRING_APPLICATION_JSON", "Spring Boot reads it as it reads files");
	}

	private static final Set<String> names = new HashSet<>();

	private static final Set<String> variables = new HashSet<>();

	private static final Set<String> maps = new HashSet<>();

	static {
		Stream<Property> ours = Repository
			.files((path) -> path.matches("(prometheus-rsocket-(spring|proxy)|(stream|task)-apps/[^/]+)/pom[.]xml"))
			.stream()
			.map((pom) -> pom.replace("/pom.xml", ""))
			.flatMap((module) -> Property.ofModule(module).stream());
		Stream.concat(ours, Property.ofLibraries().stream()).forEach((property) -> {
			names.add(property.name());
			variables.add(property.variable());
			if (property.isMap()) {
				maps.add(property.name());
			}
		});
	}

	static List<Page> pages() {
		return Repository.pages();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aPropertyThatAPageNamesExists(Page page) {
		for (String code : page.allCode()) {
			NAME.matcher(HANDED_ON.matcher(code).replaceAll(" "))
				.results()
				.map(MatchResult::group)
				.filter((name) -> !isMetric(name))
				.forEach((name) -> assertThat(isKnown(name))
					.as("%s names the property %s in `%s`. Neither our modules nor the libraries of the sample apps have it. Correct it or, if it is right, add it to WITHOUT_METADATA in %s with the reason",
							page, name, code, getClass().getSimpleName())
					.isTrue());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aPropertyWhoseBeginningIsLeftOutExists(Page page) {
		SHORTENED.matcher(page.text())
			.results()
			.forEach((match) -> SHORT.matcher(match.group(2))
				.results()
				.map((MatchResult ending) -> ending.group(1))
				.forEach((ending) -> assertThat(beginnings(match.group(1)))
					.as("%s names `%s` after `%s`: one of these, with that ending, is a property", page, ending,
							match.group(1))
					.anyMatch((beginning) -> isKnown(beginning + ending))));
	}

	@ParameterizedTest
	@MethodSource("pages")
	void anEnvironmentVariableOfAPropertyThatAPageNamesExists(Page page) {
		for (String code : page.allCode()) {
			VARIABLE.matcher(code)
				.results()
				.map(MatchResult::group)
				.forEach((variable) -> assertThat(isKnownVariable(variable))
					.as("%s names the environment variable %s in `%s`, but there is no such property. Correct it or, if it is right, add it to WITHOUT_METADATA in %s with the reason",
							page, variable, code, getClass().getSimpleName())
					.isTrue());
		}
	}

	@Test
	void aNameThatDoesNotExistIsNotTakenForKnown() {
		assertThat(isKnown("micrometer.prometheus.rsocket.host")).isTrue();
		assertThat(isKnown("micrometer.prometheus.rsocket.hots")).isFalse();
		assertThat(isKnown("micrometer.prometheus-proxy.tcp-port")).isTrue();
		assertThat(isKnown("spring.ssl.bundle.pem.any.reload-on-update")).isTrue();
		assertThat(isKnown("spring.application.nmae")).isFalse();
		assertThat(isKnownVariable("MICROMETER_PROMETHEUSPROXY_TCPPORT")).isTrue();
		assertThat(isKnownVariable("MICROMETER_PROMETHEUS_PROXY_TCP_PORT")).isFalse();
	}

	/** What a name is without its last word, its last two words and so on. */
	private static List<String> beginnings(String name) {
		return Stream.iterate(name, (longer) -> longer.contains("."), (longer) -> longer.replaceFirst("\\.[^.]*$", ""))
			.map((longer) -> longer.replaceFirst("\\.[^.]*$", ""))
			.toList();
	}

	private static boolean isKnown(String written) {
		String name = written.replaceAll("\\.?\\*?$", "").replaceAll("\\[\\d+\\]", "");
		return names.contains(name) || maps.stream().anyMatch((map) -> name.startsWith(map + "."))
		// As the beginning of several names.
				|| names.stream().anyMatch((known) -> known.startsWith(name + ".")) || excepted(written);
	}

	private static boolean isKnownVariable(String variable) {
		String name = variable.replaceAll("_\\d+(_|$)", "$1");
		return variables.contains(name)
				|| maps.stream().anyMatch((map) -> name.startsWith(Property.variable(map) + "_")) || excepted(variable);
	}

	private static boolean excepted(String name) {
		return WITHOUT_METADATA.keySet()
			.stream()
			.anyMatch((exception) -> exception.endsWith(".") ? name.startsWith(exception) : name.equals(exception));
	}

	/** In Java, metrics have dots, too. */
	private static boolean isMetric(String name) {
		return SourceNames.literals().contains(name);
	}

}
