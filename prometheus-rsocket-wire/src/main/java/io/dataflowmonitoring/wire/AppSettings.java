package io.dataflowmonitoring.wire;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an app says when it connects.
 *
 * @param description who the app is
 * @param credentials what it shows to be let in; null for nothing
 * @param formats what its exposition source can write; always with
 * {@link ExpositionFormat#TEXT_0_0_4}, for published proxies
 * @param secure whether the app's transport is TLS, so that the proxy may leave
 * enciphering to it
 */
public record AppSettings(AppDescription description, @Nullable AppCredentials credentials,
		Set<ExpositionFormat> formats, boolean secure) {

	/**
	 * For an app that says nothing about itself and writes the text format only.
	 */
	public static final AppSettings ANONYMOUS = new AppSettings(AppDescription.NONE, null,
			Set.of(ExpositionFormat.TEXT_0_0_4), false);

	/**
	 * Creates settings.
	 * @throws IllegalArgumentException if the text format is not among the formats
	 */
	public AppSettings {
		if (!formats.contains(ExpositionFormat.TEXT_0_0_4)) {
			throw new IllegalArgumentException("An app must be able to write " + ExpositionFormat.TEXT_0_0_4
					+ ", since it may be connected to a published proxy");
		}
		formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
	}

}
