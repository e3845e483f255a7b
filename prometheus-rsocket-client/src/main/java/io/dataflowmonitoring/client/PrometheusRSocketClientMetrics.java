package io.dataflowmonitoring.client;

import java.util.function.ToDoubleFunction;

import io.dataflowmonitoring.client.PushResult.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * A client's state as metrics.
 */
public final class PrometheusRSocketClientMetrics implements MeterBinder {

	private static final String RESULT = "result";

	private final PrometheusRSocketClient client;

	/**
	 * Creates metrics of a client.
	 * @param client the client
	 */
	public PrometheusRSocketClientMetrics(PrometheusRSocketClient client) {
		this.client = client;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("prometheus.rsocket.connected", this.client, (client) -> client.state().connected() ? 1 : 0)
			.description("Whether the app is connected to the Prometheus RSocket proxy (1) or not (0)")
			.register(registry);
		FunctionCounter
			.builder("prometheus.rsocket.connection.attempts", this.client, (client) -> client.state().attempts())
			.description("Attempts to connect to the Prometheus RSocket proxy")
			.register(registry);
		Gauge.builder("prometheus.rsocket.last.scrape", this.client, PrometheusRSocketClientMetrics::lastScrape)
			.description("When the proxy last got this app's metrics, in seconds since the epoch; NaN before")
			.baseUnit("seconds")
			.register(registry);
		scrapes(registry, "success", (client) -> client.state().scrapes());
		scrapes(registry, "failure", (client) -> client.state().failedScrapes());
		pushes(registry, "success", Outcome.ACKNOWLEDGED);
		pushes(registry, "failure", Outcome.FAILED);
		pushes(registry, "timeout", Outcome.TIMED_OUT);
	}

	private void scrapes(MeterRegistry registry, String result, ToDoubleFunction<PrometheusRSocketClient> count) {
		FunctionCounter.builder("prometheus.rsocket.scrapes", this.client, count)
			.description("Pulls of the Prometheus RSocket proxy that the app has answered")
			.tag(RESULT, result)
			.register(registry);
	}

	private void pushes(MeterRegistry registry, String result, Outcome outcome) {
		FunctionCounter.builder("prometheus.rsocket.pushes", this.client, (client) -> {
			PushResult push = client.state().lastPush();
			return (push != null && push.outcome() == outcome) ? 1 : 0;
		}).description("Final pushes to the Prometheus RSocket proxy").tag(RESULT, result).register(registry);
	}

	private static double lastScrape(PrometheusRSocketClient client) {
		ClientState.Scrape scrape = client.state().lastScrape();
		return (scrape != null) ? scrape.time().toEpochMilli() / 1000.0 : Double.NaN;
	}

}
