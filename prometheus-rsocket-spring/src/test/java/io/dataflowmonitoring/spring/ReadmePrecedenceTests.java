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

	@TempDir
	Path files;

	@Test
	void thePrefixesRankAsTheReadmeSays() throws IOException {
		List<String> prefixes = cells("\\| `([a-z.]+\\.rsocket\\.)` \\|.*");
		assertThat(prefixes).hasSize(3);
		for (int first = 0; first < prefixes.size(); first++) {
			// What ranks lower comes in the strongest of all ways.
			List<String> arguments = new ArrayList<>();
			for (String lower : prefixes.subList(first + 1, prefixes.size())) {
				arguments.add("--" + lower + "host=lower");
			}
			file(prefixes.get(first) + "host=first");
			assertThat(host(Map.of(), arguments)).as(prefixes.get(first)).isEqualTo("first");
		}
	}

	@Test
	void theWaysRankAsTheReadmeSays() throws IOException {
		List<String> ways = cells(
				"\\| (?:the|`SPRING|environment)[^|]*\\| `([^`]*rsocket[^`]*|[A-Z_]+RSOCKET_HOST=proxy)`.*");
		assertThat(ways).hasSize(4);
		for (int first = 0; first < ways.size(); first++) {
			List<String> arguments = new ArrayList<>();
			Map<String, Object> variables = new HashMap<>();
			file("");
			for (int i = first; i < ways.size(); i++) {
				String way = ways.get(i).replace("proxy", "row-" + i);
				switch (i) {
					case 0 -> arguments.add(way);
					case 1 -> variables.put("SPRING_APPLICATION_JSON", way);
					case 2 -> variables.put(way.split("=")[0], way.split("=")[1]);
					default -> file(way);
				}
			}
			assertThat(host(variables, arguments)).isEqualTo("row-" + first);
		}
	}

	private void file(String line) throws IOException {
		Files.writeString(this.files.resolve("application.properties"), line);
	}

	private String host(Map<String, Object> variables, List<String> arguments) {
		SpringApplication app = new SpringApplication(App.class);
		app.setWebApplicationType(WebApplicationType.NONE);
		app.setEnvironment(TestApps.environment(variables));
		String[] all = Stream
			.concat(arguments.stream(), Stream.of("--spring.config.additional-location=" + this.files.toUri()))
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
