package io.dataflowmonitoring.proxy.exposition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who an app is, as far as its own samples tell. Published clients say nothing else about
 * themselves. A label is part of the identity if all samples that have it agree on its
 * value, and if that value is short and has no control characters.
 *
 * @param labels the labels by name, in the order of {@link #LABELS}, without those that
 * are not known
 */
public record AppIdentity(Map<String, String> labels) {

	/**
	 * The labels that can be part of an identity: those that Data Flow, Cloud Task and
	 * the starter put on samples.
	 */
	public static final List<String> LABELS = List.of("application", "instance", "stream_name", "application_name",
			"application_type", "application_guid", "instance_index", "spring_cloud_task_name",
			"spring_cloud_task_execution_id");

	/**
	 * An app of which nothing is known.
	 */
	public static final AppIdentity UNKNOWN = new AppIdentity(Map.of());

	private static final List<String> INSTANCE_LABELS = List.of("instance", "application_guid", "instance_index",
			"spring_cloud_task_execution_id");

	public AppIdentity {
		labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
	}

	/**
	 * Returns whether this identity is one instance's alone. Without a label that tells
	 * instances apart, two apps with the same identity need not be the same.
	 * @return whether two apps with this identity are the same app
	 */
	public boolean isUnique() {
		return INSTANCE_LABELS.stream().anyMatch(this.labels::containsKey);
	}

	/**
	 * Returns the labels as they stand on a sample.
	 * @return the labels in braces, or an empty text if none is known
	 */
	@Override
	public String toString() {
		if (this.labels.isEmpty()) {
			return "";
		}
		return this.labels.entrySet()
			.stream()
			.map((label) -> label.getKey() + "=\"" + escape(label.getValue()) + "\"")
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static String escape(String value) {
		return value.replace("\\", "\\\\").replace("\"", "\\\"");
	}

}
