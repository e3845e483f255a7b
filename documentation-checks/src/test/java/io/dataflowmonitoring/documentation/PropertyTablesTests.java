package io.dataflowmonitoring.documentation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * The tables of the properties say what the metadata says, which is made of the code's
 * Javadoc.
 */
class PropertyTablesTests {

	private static final String STARTER = "prometheus-rsocket-spring";

	private static final String STARTER_PREFIX = "micrometer.prometheus.rsocket.";

	private static final String PROXY = "prometheus-rsocket-proxy";

	@Test
	void theReadmeOfTheStarterHasItsProperties() {
		String rows = current(STARTER)
			.map((property) -> row(code(property.name().substring(STARTER_PREFIX.length())),
					code(property.defaultValue()), cell(property.description())))
			.collect(Collectors.joining());
		GeneratedPart.check(STARTER + "/README.md", "properties",
				row("property", "default", "meaning") + "| --- | --- | --- |\n" + rows);
	}

	@Test
	void theGuideToAppsThatAreThereHasEachPropertyWithItsOlderNames() {
		String rows = current(STARTER)
			.map((property) -> row(code(property.name()), olderNames(property), code(property.defaultValue()),
					cell(property.description())))
			.collect(Collectors.joining());
		GeneratedPart.check("docs/adopt.md", "properties",
				row("property", "older names", "default", "meaning") + "| --- | --- | --- | --- |\n" + rows);
	}

	@Test
	void theReadmeOfTheProxyHasItsProperties() {
		String rows = current(PROXY)
			.map((property) -> row(code(property.name()), code(property.defaultValue()), cell(property.description())))
			.collect(Collectors.joining());
		GeneratedPart.check(PROXY + "/README.md", "properties",
				row("property", "default", "meaning") + "| --- | --- | --- |\n" + rows);
	}

	private static Stream<Property> current(String module) {
		return Property.ofModule(module).stream().filter((property) -> property.replacement() == null);
	}

	private static String olderNames(Property current) {
		List<Property> all = Property.ofModule(STARTER);
		return all.stream()
			.filter((property) -> current.name().equals(property.replacement()))
			.map((property) -> code(property.name()))
			.sorted()
			.collect(Collectors.joining("<br>"));
	}

	private static String row(String... cells) {
		return "| " + String.join(" | ", cells) + " |\n";
	}

	private static String code(String text) {
		return text.isEmpty() ? "" : "`" + text + "`";
	}

	private static String cell(String text) {
		return text.replaceAll("\\s*\\n\\s*", " ").replace("|", "\\|").replaceAll("\"([^\" ]+)\"", "`$1`");
	}

}
