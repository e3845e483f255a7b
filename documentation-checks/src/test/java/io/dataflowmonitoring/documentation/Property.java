package io.dataflowmonitoring.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * A configuration property, as its metadata describes it.
 *
 * @param name the whole name
 * @param type the Java type, or empty if the metadata does not say
 * @param defaultValue the default as text, or empty if there is none
 * @param description what it means, or empty
 * @param replacement what has taken its place, or null if nothing has
 */
record Property(String name, String type, String defaultValue, String description, @Nullable String replacement) {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	/**
	 * Returns the properties of a module, in the order of their names.
	 * @param module its folder; it must have been compiled
	 */
	static List<Property> ofModule(String module) {
		Path metadata = Repository.ROOT.resolve(module).resolve("target/classes").resolve(METADATA);
		if (!Files.exists(metadata)) {
			throw new IllegalStateException(
					metadata + " is not there: build with -am, so that " + module + " is compiled");
		}
		try (InputStream json = Files.newInputStream(metadata)) {
			return read(json);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the properties of all libraries on the class path.
	 */
	static List<Property> ofLibraries() {
		List<Property> all = new ArrayList<>();
		try {
			for (URL metadata : Collections.list(Property.class.getClassLoader().getResources(METADATA))) {
				try (InputStream json = metadata.openStream()) {
					all.addAll(read(json));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return all;
	}

	private static List<Property> read(InputStream json) throws IOException {
		List<Map<String, Object>> properties = JsonPath.read(json, "$.properties");
		return properties.stream().map(Property::of).toList();
	}

	private static Property of(Map<String, Object> property) {
		String replacement = (property.get("deprecation") instanceof Map<?, ?> deprecation)
				? Objects.toString(deprecation.get("replacement"), null) : null;
		return new Property(text(property.get("name")), text(property.get("type")), text(property.get("defaultValue")),
				text(property.get("description")), replacement);
	}

	private static String text(@Nullable Object value) {
		if (value instanceof Collection<?> values) {
			return String.join(",", values.stream().map(Property::text).toList());
		}
		return Objects.toString(value, "");
	}

	/** Whether any name may follow this one. */
	boolean isMap() {
		return this.type.startsWith("java.util.Map") || this.type.equals("java.util.Properties");
	}

	/** Its name as an environment variable. */
	String variable() {
		return variable(this.name);
	}

	static String variable(String name) {
		return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

}
