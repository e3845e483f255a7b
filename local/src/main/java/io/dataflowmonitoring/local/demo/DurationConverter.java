package io.dataflowmonitoring.local.demo;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as people type them: {@code 20ms}, {@code 90s}, {@code 2m}, {@code 1h}.
 */
final class DurationConverter implements ITypeConverter<Duration> {

	private static final Pattern FORMAT = Pattern.compile("([1-9][0-9]{0,5})(ms|[smh])");

	@Override
	public Duration convert(String value) {
		Matcher matcher = FORMAT.matcher(value);
		if (!matcher.matches()) {
			throw new TypeConversionException("'" + value + "' is not a duration such as 20ms, 90s, 2m or 1h");
		}
		long count = Long.parseLong(matcher.group(1));
		return switch (matcher.group(2)) {
			case "ms" -> Duration.ofMillis(count);
			case "s" -> Duration.ofSeconds(count);
			case "m" -> Duration.ofMinutes(count);
			default -> Duration.ofHours(count);
		};
	}

}
