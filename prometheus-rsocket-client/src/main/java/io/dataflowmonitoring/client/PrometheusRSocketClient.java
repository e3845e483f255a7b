package io.dataflowmonitoring.client;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.dataflowmonitoring.client.PushResult.Outcome;
import io.dataflowmonitoring.wire.AppCredentials;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.dataflowmonitoring.wire.WireExposition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Connects an app to a Prometheus RSocket proxy, or to one of several, which from then on
 * pulls the app's metrics over that one outgoing connection. When the connection cannot
 * be made or is lost, the client tries the next proxy, and all again after a pause that
 * doubles each time, for ever by default.
 * <p>
 * A client has one event loop thread, and a second thread while it writes metrics. Both
 * are daemons. Clients are thread-safe.
 */
public final class PrometheusRSocketClient implements AutoCloseable {

	/**
	 * How many pulls may wait while one is being answered. A proxy cancels a pull that
	 * takes too long, so there are few.
	 */
	private static final int MAX_WAITING_PULLS = 16;

	private final ClientSettings settings;

	private final ExpositionSource source;

	private final ClientMonitor monitor;

	private final ThreadPoolExecutor writer = newWriter();

	private final ProxyTransport transport;

	private final Scheduler scheduler;

	private final ProxyLink link;

	private final AtomicBoolean pushing = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	private PrometheusRSocketClient(ClientSettings settings, ExpositionSource source, ClientListener listener) {
		this.settings = settings;
		this.source = source;
		this.monitor = new ClientMonitor(settings.proxies().get(0), settings::name, listener, Clock.systemUTC());
		this.transport = new ProxyTransport(settings);
		this.scheduler = this.transport.scheduler();
		this.link = new ProxyLink(settings.proxies(),
				(proxy) -> this.transport.connect(proxy, source, this.writer, this.monitor), this.scheduler,
				new Backoff(settings.firstBackoff(), settings.maxBackoff(), new SplittableRandom()),
				settings.maxRetries(), () -> this.writer.getActiveCount() > 0, this.monitor);
	}

	/**
	 * Starts to build a client.
	 * @param source what the proxy's pulls are answered with, such as
	 * {@code PrometheusMeterRegistry::scrape}. It is called on a thread of the client's,
	 * one call at a time
	 * @return a builder for a client of a proxy on this machine
	 */
	public static Builder builder(ExpositionSource source) {
		return new Builder(source);
	}

	/**
	 * Returns the state at this moment.
	 * @return a snapshot
	 */
	public ClientState state() {
		return this.monitor.state();
	}

	/**
	 * Sends the app's metrics a last time and closes the client. If there is no
	 * connection, tries to connect until the push timeout is over. If there are several
	 * proxies, all of them have their turn in that time. Blocks until the proxy has
	 * acknowledged the metrics, and for the push timeout at most, in all; says in the log
	 * how it went.
	 * @return how it went; never fails with an exception
	 */
	public PushResult pushAndClose() {
		return pushAndClose(this.source);
	}

	/**
	 * Like {@link #pushAndClose()}, with metrics from another source.
	 * @param lastSource what to send; called on a thread of the client's
	 * @return how it went
	 */
	public PushResult pushAndClose(ExpositionSource lastSource) {
		Map<ExpositionFormat, Mono<WireExposition>> written = new ConcurrentHashMap<>();
		return push((format) -> written.computeIfAbsent(format,
				(asked) -> Mono.fromCallable(() -> new WireExposition(lastSource.write(asked), asked))
					.subscribeOn(Schedulers.fromExecutor((task) -> this.writer.execute(task)))
					.cache()));
	}

	/**
	 * Like {@link #pushAndClose()}, with metrics that were written before.
	 * @param exposition what to send, in text format 0.0.4
	 * @return how it went
	 */
	public PushResult pushAndClose(byte[] exposition) {
		WireExposition written = new WireExposition(exposition, ExpositionFormat.TEXT_0_0_4);
		return push((format) -> Mono.just(written));
	}

	/**
	 * Closes the connection and ends the client's threads, without a last push. Does
	 * nothing if the client is closed.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.link.close();
			this.monitor.closed();
			this.writer.shutdown();
			this.transport.close();
		}
	}

	private void open() {
		this.settings.exposed().forEach(this.monitor::exposed);
		this.link.open();
	}

	private PushResult push(Function<ExpositionFormat, Mono<WireExposition>> lastMetrics) {
		if (this.closed.get() || !this.pushing.compareAndSet(false, true)) {
			return new PushResult(Outcome.FAILED, "the client has been closed", 0, Duration.ZERO);
		}
		long start = System.nanoTime();
		AtomicInteger bytes = new AtomicInteger();
		Function<ExpositionFormat, Mono<WireExposition>> measured = (format) -> lastMetrics.apply(format)
			.doOnNext((written) -> bytes.set(written.bytes().length));
		CompletableFuture<ProxyAddress> push = Mono.fromRunnable(() -> this.link.hurry(this.settings.pushTimeout()))
			// Written even if there is no connection: nobody else asks for them.
			.then(Mono.defer(() -> measured.apply(likelyPushFormat())))
			.then(this.link.push(measured))
			.toFuture();
		ProxyAddress proxy = null;
		Outcome outcome;
		String reason;
		try {
			proxy = push.get(start + this.settings.pushTimeout().toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
			outcome = Outcome.ACKNOWLEDGED;
			reason = "the proxy at " + this.settings.name(proxy) + " has acknowledged them";
		}
		catch (TimeoutException ex) {
			outcome = Outcome.TIMED_OUT;
			reason = whatIsMissing(bytes.get());
		}
		catch (ExecutionException ex) {
			outcome = Outcome.FAILED;
			reason = ClientMonitor.reason(Objects.requireNonNullElse(ex.getCause(), ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			outcome = Outcome.FAILED;
			reason = "the thread that waited for the proxy was interrupted";
		}
		push.cancel(true);
		PushResult result = new PushResult(outcome, reason, bytes.get(), Duration.ofNanos(System.nanoTime() - start));
		this.monitor.pushed(result, proxy);
		close();
		return result;
	}

	/**
	 * Returns the format that the push will most likely be sent in. A published proxy
	 * that is connected later has it written once more.
	 */
	private ExpositionFormat likelyPushFormat() {
		ExpositionFormat format = this.link.pushFormat();
		if (format != null) {
			return format;
		}
		return this.settings.app().formats().contains(ExpositionFormat.OPENMETRICS_1_0_0)
				? ExpositionFormat.OPENMETRICS_1_0_0 : ExpositionFormat.TEXT_0_0_4;
	}

	private String whatIsMissing(int bytes) {
		String within = " within " + this.settings.pushTimeout().toMillis() + " ms";
		if (bytes == 0) {
			return "they could not be written" + within;
		}
		ClientState state = state();
		if (state.connected()) {
			return "the proxy at " + state.proxy() + " did not acknowledge them" + within;
		}
		return "there was no connection to the proxy at " + this.settings.names() + within
				+ ((state.lastFailure() != null) ? ": " + state.lastFailure() : "");
	}

	/**
	 * One thread, which ends when it has been idle for a second: an app's gauges may
	 * block, and an event loop must not.
	 */
	private static ThreadPoolExecutor newWriter() {
		ThreadPoolExecutor writer = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING_PULLS), (task) -> {
					Thread thread = new Thread(task, "prometheus-rsocket-writer");
					thread.setDaemon(true);
					return thread;
				});
		writer.allowCoreThreadTimeOut(true);
		return writer;
	}

	/**
	 * Builds a client.
	 */
	public static final class Builder {

		private static final Pattern TOKEN = Pattern.compile("\\p{Graph}+");

		private final ExpositionSource source;

		private List<ProxyAddress> proxies = List.of(new ProxyAddress("localhost", 7001));

		private Transport transport = Transport.TCP;

		private boolean secure;

		private @Nullable Supplier<SSLContext> sslContext;

		private @Nullable SSLParameters sslParameters;

		private @Nullable AppCredentials credentials;

		private AppDescription description = AppDescription.NONE;

		private Set<ExpositionFormat> formats = Set.of(ExpositionFormat.TEXT_0_0_4);

		private Duration firstBackoff = Duration.ofSeconds(1);

		private Duration maxBackoff = Duration.ofMinutes(1);

		private long maxRetries = Long.MAX_VALUE;

		private Duration connectTimeout = Duration.ofSeconds(5);

		private @Nullable Duration keyTimeout;

		private Duration pushTimeout = Duration.ofSeconds(5);

		private ClientListener listener = (state) -> {
		};

		private Builder(ExpositionSource source) {
			this.source = source;
		}

		/**
		 * Sets where the proxy listens; {@code localhost}, 7001 by default.
		 * @param host host name or address
		 * @param port the proxy's port for the transport
		 * @return this builder
		 * @throws IllegalArgumentException if the host is empty or the port is none
		 */
		public Builder proxy(String host, int port) {
			return proxies(List.of(new ProxyAddress(host, port)));
		}

		/**
		 * Sets where several proxies listen, instead of {@link #proxy}. The client
		 * connects to one of them, the first if it can, and to the next whenever that
		 * fails.
		 * @param proxies the addresses, at least one
		 * @return this builder
		 */
		public Builder proxies(List<ProxyAddress> proxies) {
			this.proxies = List.copyOf(proxies);
			return this;
		}

		/**
		 * Sets what carries the connection; TCP by default.
		 * @param transport the transport
		 * @return this builder
		 */
		public Builder transport(Transport transport) {
			this.transport = transport;
			return this;
		}

		/**
		 * Sets whether to speak TLS, with the JDK's trust store unless
		 * {@link #sslContext} is set; not by default.
		 * @param secure true for TLS
		 * @return this builder
		 */
		public Builder secure(boolean secure) {
			this.secure = secure;
			return this;
		}

		/**
		 * Sets what to trust, and what to show to a proxy that wants to know who the app
		 * is (mutual TLS). The proxy's certificate must name its host in any case.
		 * Implies {@link #secure}.
		 * @param sslContext asked for each new connection, so that renewed certificates
		 * are used; may block. If it fails, the attempt to connect has failed
		 * @return this builder
		 */
		public Builder sslContext(Supplier<SSLContext> sslContext) {
			this.sslContext = sslContext;
			return secure(true);
		}

		/**
		 * Sets which protocols and cipher suites to use with TLS; by default those that
		 * Netty prefers.
		 * @param sslParameters whose protocols and cipher suites are used if they are
		 * set; the rest is ignored
		 * @return this builder
		 */
		public Builder sslParameters(SSLParameters sslParameters) {
			this.sslParameters = sslParameters;
			return this;
		}

		/**
		 * Sets a bearer token to show to the proxy; none by default. Use TLS with it:
		 * without, everybody on the way can read it, and anybody can play the proxy.
		 * @param token the token, of visible ASCII characters; null for none
		 * @return this builder
		 * @throws IllegalArgumentException if this can be no token
		 */
		public Builder token(@Nullable String token) {
			if (token != null && !TOKEN.matcher(token).matches()) {
				throw new IllegalArgumentException(
						"Prometheus RSocket client: the token must consist of visible ASCII characters");
			}
			this.credentials = (token != null) ? new AppCredentials.Bearer(token) : null;
			return this;
		}

		/**
		 * Sets who the app is. The proxy names it so in its log and its metrics, and
		 * recognizes it when it connects anew; by default the proxy has to guess.
		 * @param labels the labels that all metrics of the app have, by name. Of these
		 * only those are sent that say who an app is:
		 * {@link AppDescription#IDENTITY_LABELS}
		 * @return this builder
		 */
		public Builder identity(Map<String, String> labels) {
			this.description = AppDescription.ofTags(labels);
			return this;
		}

		/**
		 * Sets what the exposition source can write besides
		 * {@link ExpositionFormat#TEXT_0_0_4}; nothing by default. A
		 * {@code PrometheusMeterRegistry} can write
		 * {@link ExpositionFormat#OPENMETRICS_1_0_0}, which has its exemplars.
		 * @param formats the formats
		 * @return this builder
		 */
		public Builder formats(Set<ExpositionFormat> formats) {
			Set<ExpositionFormat> all = EnumSet.of(ExpositionFormat.TEXT_0_0_4);
			all.addAll(formats);
			this.formats = all;
			return this;
		}

		/**
		 * Sets the pause before the first retry; 1 second by default. Each pause is
		 * chosen at random between the half and the whole of its nominal length.
		 * @param firstBackoff the nominal length
		 * @return this builder
		 */
		public Builder firstBackoff(Duration firstBackoff) {
			this.firstBackoff = firstBackoff;
			return this;
		}

		/**
		 * Sets the length up to which the pause doubles with each retry; 1 minute by
		 * default.
		 * @param maxBackoff the longest nominal length
		 * @return this builder
		 */
		public Builder maxBackoff(Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
			return this;
		}

		/**
		 * Sets how many retries in a row may fail before the client gives up; unlimited
		 * by default. One retry tries all proxies.
		 * @param maxRetries the maximum; 0 for a single attempt
		 * @return this builder
		 */
		public Builder maxRetries(long maxRetries) {
			this.maxRetries = maxRetries;
			return this;
		}

		/**
		 * Sets how long one attempt to connect may take; 5 seconds by default.
		 * @param connectTimeout the timeout
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		Builder keyTimeout(Duration keyTimeout) {
			this.keyTimeout = keyTimeout;
			return this;
		}

		/**
		 * Sets how long {@link PrometheusRSocketClient#pushAndClose()} may take in all; 5
		 * seconds by default.
		 * @param pushTimeout the timeout
		 * @return this builder
		 */
		public Builder pushTimeout(Duration pushTimeout) {
			this.pushTimeout = pushTimeout;
			return this;
		}

		/**
		 * Sets who is told about changes of the connection; nobody by default. The log is
		 * told in any case.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(ClientListener listener) {
			this.listener = listener;
			return this;
		}

		/**
		 * Starts a client. Returns at once: the client connects in the background.
		 * @return the client; close it when the app ends
		 * @throws IllegalArgumentException if a setting makes no sense
		 */
		public PrometheusRSocketClient connect() {
			PrometheusRSocketClient client = new PrometheusRSocketClient(
					new ClientSettings(this.proxies, this.transport,
							this.secure ? new Tls(this.sslContext, this.sslParameters) : null,
							new AppSettings(this.description, this.credentials, this.formats, this.secure),
							this.firstBackoff, this.maxBackoff, this.maxRetries, this.connectTimeout,
							(this.keyTimeout != null) ? this.keyTimeout : defaultKeyTimeout(), this.pushTimeout),
					this.source, this.listener);
			client.open();
			return client;
		}

		/**
		 * Long, because a published proxy makes an RSA key pair for each connection: a
		 * thousand apps that come back at once keep it busy for a minute. Not so long
		 * where there is another proxy to turn to.
		 */
		private Duration defaultKeyTimeout() {
			return Duration.ofSeconds((this.proxies.size() > 1) ? 20 : 90);
		}

	}

}
