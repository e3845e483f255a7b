package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who an app says that it is when it connects.
 *
 * @param labels the values by label name, at most {@value #MAX_LABELS}; empty if the app
 * has not said who it is, as published clients have not
 */
public record AppDescription(Map<String, String> labels) {

	/**
	 * What an app that does not describe itself is.
	 */
	public static final AppDescription NONE = new AppDescription(Map.of());

	/**
	 * The labels that say who an app is, as the Data Flow dashboards know them.
	 */
	public static final List<String> IDENTITY_LABELS = List.of("application", "instance", "stream_name",
			"application_name", "application_type", "application_guid", "instance_index", "spring_cloud_task_name",
			"spring_cloud_task_execution_id");

	static final int MAX_LABELS = 16;

	/**
	 * In bytes of UTF-8.
	 */
	static final int MAX_NAME_LENGTH = 64;

	/**
	 * In bytes of UTF-8.
	 */
	static final int MAX_VALUE_LENGTH = 512;

	private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

	/**
	 * Creates a description.
	 * @param labels the values by label name
	 * @throws IllegalArgumentException if there are too many, if a name is no label name
	 * or too long, or if a value is empty, too long or has control characters in it
	 */
	public AppDescription {
		labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
		if (labels.size() > MAX_LABELS) {
			throw new IllegalArgumentException(
					labels.size() + " labels describe the app, but " + MAX_LABELS + " are the limit");
		}
		labels.forEach(AppDescription::check);
	}

	/**
	 * Describes an app by those of its tags that say who it is. What does not fit is made
	 * to fit: control characters become spaces, and a long value is cut off.
	 * @param tags any tags
	 * @return the description, in the order of {@link #IDENTITY_LABELS}
	 */
	public static AppDescription ofTags(Map<String, String> tags) {
		Map<String, String> labels = new LinkedHashMap<>();
		for (String name : IDENTITY_LABELS) {
			String value = tags.get(name);
			String clean = (value != null) ? cut(UNPRINTABLE.matcher(value).replaceAll(" ").strip()) : "";
			if (!clean.isEmpty()) {
				labels.put(name, clean);
			}
		}
		return new AppDescription(labels);
	}

	private static void check(String name, String value) {
		if (name.length() > MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("A label that describes the app has a name that is no label name");
		}
		if (value.isEmpty() || UNPRINTABLE.matcher(value).find()) {
			throw new IllegalArgumentException(
					"The label " + name + " of the app's description is empty or has control characters in it");
		}
		if (value.length() > MAX_VALUE_LENGTH || size(value) > MAX_VALUE_LENGTH) {
			throw new IllegalArgumentException(
					"The label " + name + " of the app's description is longer than " + MAX_VALUE_LENGTH + " bytes");
		}
	}

	private static String cut(String value) {
		String cut = value;
		while (size(cut) > MAX_VALUE_LENGTH) {
			int excess = Math.max(1, (size(cut) - MAX_VALUE_LENGTH) / 4);
			cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -excess));
		}
		return cut;
	}

	private static int size(String value) {
		return value.getBytes(StandardCharsets.UTF_8).length;
	}

}
