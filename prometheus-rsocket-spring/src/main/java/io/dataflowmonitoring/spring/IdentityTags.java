package io.dataflowmonitoring.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.dataflowmonitoring.spring.PrometheusRSocketProperties.Identity;
import io.micrometer.core.instrument.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Says who the app is, in tags for all its meters. A tag is there only if the user,
 * Spring Cloud Data Flow or Cloud Foundry has told the app its value; {@code instance}
 * alone is always there, so that no two instances of an app have the same series.
 */
final class IdentityTags {

	static final String UNKNOWN = "unknown";

	/**
	 * The id of a container of Cloud Foundry, of an app or of a task. Not its index:
	 * while Cloud Foundry moves instances or replaces them one by one, two have the same.
	 */
	private static final String CLOUD_FOUNDRY_INSTANCE = "CF_INSTANCE_GUID";

	private final Environment environment;

	private final Binder binder;

	private final HostName hostName = new HostName();

	IdentityTags(Environment environment) {
		this.environment = environment;
		this.binder = Binder.get(environment);
	}

	/**
	 * Finds out what is known of the app.
	 * @param identity what the user has set for this purpose
	 * @param hasWebServer whether the app listens on {@code server.port}
	 * @return the tags
	 */
	List<Tag> find(Identity identity, boolean hasWebServer) {
		List<Tag> tags = new ArrayList<>();
		add(tags, "application", identity.application(), property("spring.application.name"),
				property("vcap.application.application_name"));
		add(tags, "instance", identity.instance(), property(CLOUD_FOUNDRY_INSTANCE), instance(hasWebServer));
		// What Data Flow hands to its apps, under the names that its users' dashboards
		// select by.
		add(tags, "stream.name", property("spring.cloud.dataflow.stream.name"));
		add(tags, "application.name", property("spring.cloud.dataflow.stream.app.label"));
		add(tags, "application.type", property("spring.cloud.dataflow.stream.app.type"));
		add(tags, "application.guid", property("spring.cloud.application.guid"));
		// A task of Cloud Foundry has no index.
		add(tags, "instance.index", property("spring.cloud.stream.instance-index"), property("instance.index"),
				property("vcap.application.instance_index"));
		add(tags, "spring.cloud.task.name", property("spring.cloud.task.name"));
		add(tags, "spring.cloud.task.execution.id", property("spring.cloud.task.executionid"));
		return tags;
	}

	/**
	 * Finds the tags of {@code management.metrics.tags} that say that nobody knows, such
	 * as {@code unknown-unknown}: what comes out of the defaults of a Data Flow server
	 * where its placeholders have no value in the app.
	 * @return the tags, without those that have a value
	 */
	List<Tag> findUnknown() {
		return this.binder.bind("management.metrics.tags", Bindable.mapOf(String.class, String.class))
			.orElse(Map.of())
			.entrySet()
			.stream()
			.filter((tag) -> Stream.of(tag.getValue().split("-")).anyMatch(UNKNOWN::equalsIgnoreCase))
			.map((tag) -> Tag.of(tag.getKey(), tag.getValue()))
			.toList();
	}

	private static void add(List<Tag> tags, String key, @Nullable String... candidates) {
		Stream.of(candidates)
			.filter(IdentityTags::isKnown)
			.findFirst()
			.ifPresent((value) -> tags.add(Tag.of(key, value)));
	}

	private static boolean isKnown(@Nullable String value) {
		return StringUtils.hasText(value) && !value.contains("${") && !value.equalsIgnoreCase(UNKNOWN);
	}

	/**
	 * A web app's port survives a restart, and so do its series. The process id, which
	 * serves every other app, does not.
	 */
	private String instance(boolean hasWebServer) {
		String port = hasWebServer ? property("server.port") : null;
		boolean fixed = isKnown(port) && !"0".equals(port) && !"-1".equals(port);
		return this.hostName.find(this.environment) + ":" + (fixed ? port : ProcessHandle.current().pid());
	}

	private @Nullable String property(String name) {
		try {
			return this.environment.getProperty(name);
		}
		catch (IllegalArgumentException ex) {
			// The value has a placeholder that nothing resolves.
			return null;
		}
	}

}
