package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's two tables of what comes first, row by row.
 */
class ReadmePrecedenceTests {

	@Test
	void thePrefixesRankAsTheReadmeSays(@TempDir Path files) throws IOException {
		List<String> prefixes = cells("\\| `([a-z.]+\\.rsocket\\.)` \\|.*");
		assertThat(prefixes).hasSize(3);
		for (int first = 0; first < prefixes.size(); first++) {
			// What ranks lower comes in the strongest of all ways.
			List<String> arguments = new ArrayList<>();
			for (String lower : prefixes.subList(first + 1, prefixes.size())) {
				arguments.add("--" + lower + "host=lower");
			}
			file(files, prefixes.get(first) + "host=first");
			assertThat(host(files, Map.of(), arguments)).as(prefixes.get(first)).isEqualTo("first");
		}
	}

	@Test
	void theWaysRankAsTheReadmeSays(@TempDir Path files) throws IOException {
		List<String> ways = cells(
				"\\| (?:the|`SPRING|environment)[^|]*\\| `([^`]*rsocket[^`]*|[A-Z_]+RSOCKET_HOST=proxy)`.*");
		assertThat(ways).hasSize(4);
		for (int first = 0; first < ways.size(); first++) {
			List<String> arguments = new ArrayList<>();
			Map<String, Object> variables = new HashMap<>();
			file(files, "");
			for (int i = first; i < ways.size(); i++) {
				String way = ways.get(i).replace("proxy", "row-" + i);
				switch (i) {
					case 0 -> arguments.add(way);
					case 1 -> variables.put("SPRING_APPLICATION_JSON", way);
					case 2 -> variables.put(way.substring(0, way.indexOf('=')), way.substring(way.indexOf('=') + 1));
					default -> file(files, way);
				}
			}
			assertThat(host(files, variables, arguments)).isEqualTo("row-" + first);
		}
	}

	private static void file(Path files, String line) throws IOException {
		Files.writeString(files.resolve("application.properties"), line);
	}

	private static String host(Path files, Map<String, Object> variables, List<String> arguments) {
		SpringApplication app = new SpringApplication(App.class);
		app.setWebApplicationType(WebApplicationType.NONE);
		app.setEnvironment(TestApps.environment(variables));
		String[] all = Stream
			.concat(arguments.stream(), Stream.of("--spring.config.additional-location=" + files.toUri()))
			.toArray(String[]::new);
		try (ConfigurableApplicationContext context = app.run(all)) {
			return new PrometheusRSocketPropertySources(context.getEnvironment()).properties().host();
		}
	}

	/** The first group of each line that matches. */
	private static List<String> cells(String line) throws IOException {
		return Pattern.compile("(?m)^" + line + "$")
			.matcher(Files.readString(readme()))
			.results()
			.map((MatchResult match) -> match.group(1))
			.toList();
	}

	/** Other modules run these tests as well. */
	private static Path readme() {
		Optional<Path> folder = Optional.of(Path.of("").toAbsolutePath());
		while (folder.isPresent()) {
			Path readme = folder.get().resolve("prometheus-rsocket-spring/README.md");
			if (Files.exists(readme)) {
				return readme;
			}
			folder = folder.map(Path::getParent);
		}
		throw new IllegalStateException("There is no README above " + Path.of("").toAbsolutePath());
	}

	@Configuration(proxyBeanMethods = false)
	static class App {

	}

}
