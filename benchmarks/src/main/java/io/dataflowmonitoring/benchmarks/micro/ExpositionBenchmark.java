package io.dataflowmonitoring.benchmarks.micro;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.proxy.exposition.ExpositionLimits;
import io.dataflowmonitoring.proxy.exposition.ExpositionReader;
import io.dataflowmonitoring.proxy.exposition.MergedExposition;
import io.dataflowmonitoring.proxy.exposition.Source;
import io.dataflowmonitoring.wire.ExpositionFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The steps from an app's text to the answer of a scrape, all apps in text format.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Fleet.APPS * Fleet.SAMPLES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ExpositionBenchmark {

	private static final int PIECE = 32 * 1_024;

	private final byte[][] texts = Fleet.expositions();

	private final List<ExpositionReader> readers = new ArrayList<>();

	private final List<Source> sources = new ArrayList<>();

	/** Prepares what is merged. */
	public ExpositionBenchmark() {
		for (int i = 0; i < Fleet.APPS; i++) {
			ExpositionReader reader = new ExpositionReader(ExpositionLimits.DEFAULTS);
			reader.read(this.texts[i], ExpositionFormat.TEXT_0_0_4);
			this.readers.add(reader);
			this.sources.add(new Source("app-" + i, reader.read(this.texts[i], ExpositionFormat.TEXT_0_0_4)));
		}
	}

	/**
	 * Reads and checks each app's metrics as if the app were new.
	 * @param blackhole takes what was read
	 */
	@Benchmark
	public void parse(Blackhole blackhole) {
		for (byte[] text : this.texts) {
			blackhole.consume(parse(text));
		}
	}

	/**
	 * Reads and checks each app's metrics after those of the scrape before.
	 * @param blackhole takes what was read
	 */
	@Benchmark
	public void parseAgain(Blackhole blackhole) {
		for (int i = 0; i < Fleet.APPS; i++) {
			blackhole.consume(this.readers.get(i).read(this.texts[i], ExpositionFormat.TEXT_0_0_4));
		}
	}

	/**
	 * Finds out which families there are, of which apps.
	 * @return the layout of the merged metrics
	 */
	@Benchmark
	public MergedExposition merge() {
		return new MergedExposition(this.sources, ExpositionFormat.TEXT_0_0_4);
	}

	/**
	 * The same, and writes all of it, to nowhere.
	 * @return whether there is more to write
	 * @throws IOException never
	 */
	@Benchmark
	public boolean mergeAndWrite() throws IOException {
		MergedExposition merged = merge();
		boolean more = true;
		while (more) {
			more = merged.writeNext(OutputStream.nullOutputStream(), PIECE);
		}
		return more;
	}

	private static Exposition parse(byte[] text) {
		return Exposition.parse(text, ExpositionFormat.TEXT_0_0_4, ExpositionLimits.DEFAULTS);
	}

}
