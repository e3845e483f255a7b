package io.dataflowmonitoring.systemtests.fleet;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.Executor;

import io.dataflowmonitoring.wire.AppConnection;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.AppSettings;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.ScrapeListener;
import io.dataflowmonitoring.wire.WireExposition;
import io.rsocket.transport.ClientTransport;
import reactor.core.publisher.Mono;

/**
 * A connection as our own clients have it.
 */
final class WireLink implements AppLink {

	private final AppConnection connection;

	private final SimulatedMetrics metrics;

	private WireLink(AppConnection connection, SimulatedMetrics metrics) {
		this.connection = connection;
		this.metrics = metrics;
	}

	static Mono<WireLink> connect(ClientTransport transport, Map<String, String> identity, SimulatedMetrics metrics,
			Executor executor) {
		AppSettings settings = new AppSettings(new AppDescription(identity), null,
				EnumSet.of(ExpositionFormat.TEXT_0_0_4, ExpositionFormat.OPENMETRICS_1_0_0), false);
		return AppConnection.connect(transport, settings, metrics, executor, new Unheard())
			.map((connection) -> new WireLink(connection, metrics));
	}

	@Override
	public Mono<Void> ready() {
		return this.connection.ready();
	}

	@Override
	public Mono<Void> push() {
		return ready().then(Mono.fromCallable(() -> {
			ExpositionFormat format = this.connection.pushFormat();
			return new WireExposition(this.metrics.write(format), format);
		})).flatMap(this.connection::push);
	}

	/**
	 * An app that the proxy tells to go away goes, and comes back as after any other end.
	 */
	@Override
	public Mono<Void> onClose() {
		return Mono.firstWithSignal(this.connection.onClose(), this.connection.goAway());
	}

	@Override
	public void dispose() {
		this.connection.dispose();
	}

	/** A test asks the proxy how pulls went, not the app. */
	private static final class Unheard implements ScrapeListener {

		@Override
		public void scraped(int bytes, Duration took) {
			// Nobody asks.
		}

		@Override
		public void scrapeFailed(Throwable failure) {
			// The proxy gets an error for an answer, and reports it.
		}

	}

}
