package io.dataflowmonitoring.systemtests.publishedclient;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.micrometer.prometheus.rsocket.PrometheusRSocketClient;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An app with a few counters and the published client. It runs until it is ended, or
 * until its final push when {@code --push-after} is given.
 */
@Command(name = "published-client", mixinStandardHelpOptions = true,
		description = "An app that is monitored through the published client.")
final class PublishedClientApp implements Callable<Integer> {

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@Option(names = "--host", defaultValue = "127.0.0.1", description = "Host of the proxy: ${DEFAULT-VALUE}")
	private String host = "";

	@Option(names = "--port", required = true, description = "RSocket port of the proxy")
	private int port;

	@Option(names = "--transport", defaultValue = "TCP", description = "${COMPLETION-CANDIDATES}: ${DEFAULT-VALUE}")
	private Transport transport = Transport.TCP;

	@Option(names = "--app", defaultValue = "published", description = "Label 'application': ${DEFAULT-VALUE}")
	private String app = "";

	@Option(names = "--counters", defaultValue = "3",
			description = "Number of published_client_orders_total series: ${DEFAULT-VALUE}")
	private int counters;

	@Option(names = "--stall", defaultValue = "0s", description = "Sleep this long in every scrape: ${DEFAULT-VALUE}",
			converter = DurationConverter.class)
	private Duration stall = Duration.ZERO;

	@Option(names = "--garbage", description = "Answer with a text that is no exposition")
	private boolean garbage;

	@Option(names = "--push-after", description = "Make the final push this long after the connection, then exit",
			converter = DurationConverter.class)
	private @Nullable Duration pushAfter;

	/**
	 * Starts the app, or with the word {@code fleet} first, many of them.
	 * @param args the options; {@code --help} lists them
	 */
	public static void main(String[] args) {
		boolean fleet = args.length > 0 && args[0].equals("fleet");
		CommandLine command = new CommandLine(fleet ? new PublishedFleet() : new PublishedClientApp());
		String[] options = fleet ? Arrays.copyOfRange(args, 1, args.length) : args;
		System.exit(command.setCaseInsensitiveEnumValuesAllowed(true).execute(options));
	}

	@Override
	public Integer call() throws InterruptedException {
		this.registry.config().commonTags("application", this.app);
		for (int i = 0; i < this.counters; i++) {
			Counter.builder("published.client.orders")
				.description("Orders of the published client")
				.tag("number", Integer.toString(i))
				.register(this.registry)
				.increment(i + 1);
		}
		CountDownLatch connected = new CountDownLatch(1);
		PrometheusRSocketClient client = PrometheusRSocketClient.build(this.registry, this::scrape, clientTransport())
			.doOnKeyReceived(connected::countDown)
			.connect();
		if (this.pushAfter == null) {
			Thread.currentThread().join();
		}
		else {
			// Without a key from the proxy the published client does not push.
			connected.await();
			TimeUnit.NANOSECONDS.sleep(this.pushAfter.toNanos());
			Counter.builder("published.client.ends")
				.description("Counted just before the final push, so that no earlier scrape has it")
				.register(this.registry)
				.increment();
			client.pushAndCloseBlockingly();
		}
		return CommandLine.ExitCode.OK;
	}

	private ClientTransport clientTransport() {
		return switch (this.transport) {
			case TCP -> TcpClientTransport.create(this.host, this.port);
			case WEBSOCKET -> WebsocketClientTransport.create(this.host, this.port);
		};
	}

	private String scrape() {
		try {
			TimeUnit.NANOSECONDS.sleep(this.stall.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.garbage ? "this is {not an exposition\n" : this.registry.scrape();
	}

	private enum Transport {

		TCP, WEBSOCKET

	}

	/** Reads durations as {@code 25s} or {@code 1m30s}. */
	private static final class DurationConverter implements CommandLine.ITypeConverter<Duration> {

		@Override
		public Duration convert(String value) {
			return Duration.parse("PT" + value);
		}

	}

}
