package io.dataflowmonitoring.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.dataflowmonitoring.spring.PrometheusRSocketProperties.Identity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/**
 * Reads the starter's properties from the environment. A property that is not there under
 * {@value #PREFIX} is looked up under the prefixes of the published starters, which the
 * servers of Spring Cloud Data Flow hand on to their apps.
 */
final class PrometheusRSocketPropertySources {

	static final String PREFIX = "micrometer.prometheus.rsocket";

	private static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of(PREFIX);

	/**
	 * The older prefixes, the newer one first: Data Flow 2.11, and Data Flow 2.7 with the
	 * published starters 1.x.
	 */
	private static final List<ConfigurationPropertyName> OLDER_NAMES = List.of(
			ConfigurationPropertyName.of("management.prometheus.metrics.export.rsocket"),
			ConfigurationPropertyName.of("management.metrics.export.prometheus.rsocket"));

	private final List<ConfigurationPropertySource> sources = new ArrayList<>();

	private final Binder binder;

	PrometheusRSocketPropertySources(Environment environment) {
		Iterable<ConfigurationPropertySource> current = ConfigurationPropertySources.get(environment);
		current.forEach(this.sources::add);
		for (ConfigurationPropertyName olderName : OLDER_NAMES) {
			current.forEach((source) -> this.sources.add((name) -> NAME.isAncestorOf(name)
					? source.getConfigurationProperty(olderName.append(name.subName(NAME.getNumberOfElements())))
					: null));
		}
		this.binder = new Binder(this.sources, new PropertySourcesPlaceholdersResolver(environment));
	}

	/**
	 * Tells whether the starter is switched on.
	 * @return whether it is
	 */
	boolean isEnabled() {
		return this.binder.bind(PREFIX + ".enabled", Boolean.class).orElse(true);
	}

	/**
	 * Reads all properties.
	 * @return the properties
	 * @throws BindException if a value is not of the property's type
	 * @throws InvalidConfigurationPropertyValueException if a value is out of range; its
	 * name is the one that the user has written
	 */
	PrometheusRSocketProperties properties() {
		try {
			return this.binder.bindOrCreate(PREFIX, PrometheusRSocketProperties.class);
		}
		catch (BindException ex) {
			if (NestedExceptionUtils
				.getMostSpecificCause(ex) instanceof InvalidConfigurationPropertyValueException invalid) {
				throw invalid(invalid.getName(), invalid.getValue(), invalid.getReason());
			}
			throw ex;
		}
	}

	/**
	 * Reads who the app says it is, alone: an app that is not to be connected may have
	 * anything for the rest.
	 * @return the properties of the identity
	 * @throws BindException if a value is not of the property's type
	 */
	Identity identity() {
		return this.binder.bindOrCreate(PREFIX + ".identity", Identity.class);
	}

	/**
	 * Makes an exception for a value that cannot be used.
	 * @param name the property's full name, under the current prefix
	 * @param value the value
	 * @param reason what is wrong with it, and the remedy
	 * @return the exception, with the name that the user has written
	 */
	InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value, @Nullable String reason) {
		return new InvalidConfigurationPropertyValueException(asWritten(name), value, reason);
	}

	private String asWritten(String name) {
		ConfigurationPropertyName propertyName = ConfigurationPropertyName.of(name);
		// A list may have been written element by element.
		return Stream.of(propertyName, propertyName.append("[0]"))
			.flatMap((candidate) -> this.sources.stream().map((source) -> source.getConfigurationProperty(candidate)))
			.filter(Objects::nonNull)
			.findFirst()
			.map((property) -> property.getName().toString())
			.orElse(name);
	}

}
