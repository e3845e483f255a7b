package io.dataflowmonitoring.proxy.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Final pushes for tests.
 */
public final class TestPushes {

	private TestPushes() {
	}

	/**
	 * Opens a folder of its own below the build's.
	 */
	public static FinalPushes open(Clock clock, Duration retention, MeterRegistry meters) {
		try {
			Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "pushes")), "test-");
			return open(directory, clock, new PushLimits(retention, retention.multipliedBy(10), 10, 10_000_000),
					meters);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static FinalPushes open(Path directory, Clock clock, PushLimits limits, MeterRegistry meters) {
		return FinalPushes.open(directory, clock, limits, ExpositionLimits.DEFAULTS, meters);
	}

	/**
	 * Keeps a push, as of a published client, and waits until it is safe.
	 */
	public static KeptPush keep(FinalPushes pushes, String app, String text) {
		return pushes.keep(app, AppIdentity.UNKNOWN, ExpositionFormat.TEXT_0_0_4, text.getBytes(StandardCharsets.UTF_8))
			.join();
	}

}
