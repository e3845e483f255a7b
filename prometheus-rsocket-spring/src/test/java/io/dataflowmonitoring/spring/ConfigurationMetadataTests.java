package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What development environments tell users about the properties.
 */
class ConfigurationMetadataTests {

	private static final String PREFIX = "micrometer.prometheus.rsocket.";

	@Test
	void everyPropertyIsDescribed() throws IOException {
		List<String> names = read("$.properties[?(!@.deprecated)].name");
		assertThat(names).hasSize(15).allMatch((name) -> name.startsWith(PREFIX));
		List<String> descriptions = read("$.properties[?(!@.deprecated)].description");
		assertThat(descriptions).hasSameSizeAs(names).allMatch((description) -> description.endsWith("."));
	}

	@Test
	void everyOlderPropertyIsDeprecatedInFavourOfTheCurrentOne() throws IOException {
		List<String> names = read("$.properties[?(@.deprecated)].name");
		List<String> replacements = read("$.properties[?(@.deprecated)].deprecation.replacement");
		assertThat(replacements).hasSize(16)
			.containsExactlyElementsOf(names.stream().map((name) -> PREFIX + lastPart(name)).toList())
			.isSubsetOf(read("$.properties[?(!@.deprecated)].name"));
	}

	private static String lastPart(String name) {
		return name.substring(name.lastIndexOf('.') + 1);
	}

	private static List<String> read(String path) throws IOException {
		// Other jars have a file of that name too: ours is where the class is.
		URL aClass = PrometheusRSocketProperties.class.getResource("PrometheusRSocketProperties.class");
		URL metadata = new URL(aClass, "../../../META-INF/spring-configuration-metadata.json");
		try (InputStream json = metadata.openStream()) {
			return JsonPath.read(json, path);
		}
	}

}
