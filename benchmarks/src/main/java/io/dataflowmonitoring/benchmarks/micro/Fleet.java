package io.dataflowmonitoring.benchmarks.micro;

import java.util.stream.IntStream;

import io.dataflowmonitoring.benchmarks.fleet.ExpositionTemplate;

/**
 * What the apps of a small fleet say.
 */
final class Fleet {

	/** So many that their metrics do not fit into the processor's caches. */
	static final int APPS = 100;

	static final int SAMPLES = 1_000;

	private Fleet() {
	}

	/** Returns each app's exposition. */
	static byte[][] expositions() {
		ExpositionTemplate template = ExpositionTemplate.of(SAMPLES);
		return IntStream.range(0, APPS).mapToObj(template::fill).toArray(byte[][]::new);
	}

}
