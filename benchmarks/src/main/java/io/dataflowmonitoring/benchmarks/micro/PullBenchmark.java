package io.dataflowmonitoring.benchmarks.micro;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.dataflowmonitoring.benchmarks.fleet.ExpositionTemplate;
import io.dataflowmonitoring.wire.AcceptorSettings;
import io.dataflowmonitoring.wire.AdmissionException;
import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ConnectionListener;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ProxyAcceptor;
import io.dataflowmonitoring.wire.ProxyConnection;
import io.dataflowmonitoring.wire.ProxyKeys;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireException;
import io.dataflowmonitoring.wire.WireExposition;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One pull after the other over the loopback interface: the app writes, compresses and
 * seals, the proxy's end opens and decompresses. Time and memory are those of both ends.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Fleet.SAMPLES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PullBenchmark {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final List<ExpositionFormat> TEXT = List.of(ExpositionFormat.TEXT_0_0_4);

	private final Scheduler scheduler = Schedulers.newParallel("opening", 1, true);

	private final FirstConnection listener = new FirstConnection();

	private final CloseableChannel server = Objects.requireNonNull(new ProxyAcceptor(ProxyKeys.generate(),
			new AcceptorSettings(1 << 24, 1 << 24, false), this.scheduler, (request) -> {
			}, this.listener)
		.bind(TcpServerTransport.create("127.0.0.1", 0))
		.block(TIMEOUT));

	private final AppConnection app;

	private final ProxyConnection connection;

	/** Connects the app. */
	public PullBenchmark() {
		byte[] text = ExpositionTemplate.of(Fleet.SAMPLES).fill(0);
		this.app = Objects.requireNonNull(
				AppConnection
					.connect(TcpClientTransport.create("127.0.0.1", this.server.address().getPort()),
							new AppSettings(AppDescription.NONE, null, Set.copyOf(TEXT), false),
							(out, format) -> write(out, text), Runnable::run, this.listener)
					.block(TIMEOUT));
		this.connection = this.listener.connection.join();
	}

	/**
	 * Pulls once.
	 * @return the metrics
	 */
	@Benchmark
	public @Nullable WireExposition pull() {
		return this.connection.pull(TEXT).block(TIMEOUT);
	}

	/** Ends both ends. */
	@TearDown
	public void close() {
		this.app.dispose();
		this.server.dispose();
		this.scheduler.dispose();
	}

	private static void write(OutputStream out, byte[] text) throws IOException {
		out.write(text);
	}

	/** Waits for the app. */
	private static final class FirstConnection implements ConnectionListener, ScrapeListener {

		private final CompletableFuture<ProxyConnection> connection = new CompletableFuture<>();

		@Override
		public void connected(ProxyConnection connection) {
			this.connection.complete(connection);
		}

		@Override
		public void refused(@Nullable SocketAddress remoteAddress, AdmissionException failure) {
			this.connection.completeExceptionally(failure);
		}

		@Override
		public Mono<Void> pushed(ProxyConnection connection, WireExposition exposition) {
			return Mono.empty();
		}

		@Override
		public void pushFailed(ProxyConnection connection, WireException failure) {
			// Nobody pushes.
		}

		@Override
		public void failed(ProxyConnection connection, WireException failure) {
			// The next pull fails.
		}

		@Override
		public void closed(ProxyConnection connection) {
			// At the end.
		}

		@Override
		public void scraped(int bytes, Duration took) {
			// That is what is measured.
		}

		@Override
		public void scrapeFailed(Throwable failure) {
			// The pull fails.
		}

	}

}
