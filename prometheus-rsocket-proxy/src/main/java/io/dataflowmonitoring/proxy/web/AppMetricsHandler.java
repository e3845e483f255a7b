package io.dataflowmonitoring.proxy.web;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.KeptPush;
import io.dataflowmonitoring.proxy.scrape.PullResult;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * Answers {@code /metrics/apps/{id}}: one app alone, as it answers itself, in the richest
 * format that it and whoever scrapes have in common. If the app is gone, its final push
 * as long as that is kept. A failed pull is a failed scrape, so that Prometheus's own
 * {@code up} tells.
 */
public final class AppMetricsHandler implements HandlerFunction<ServerResponse> {

	static final String ID = "id";

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");

	private final AppRegistry registry;

	private final Scraper scraper;

	private final FinalPushes pushes;

	private final ConnectedMetrics metrics;

	private final ScrapeDeadline deadline;

	private final MetricsBody body;

	/**
	 * Creates a handler.
	 * @param registry knows the apps
	 * @param scraper pulls them
	 * @param pushes keeps what apps said last
	 * @param metrics shows what apps said last
	 * @param scrapeTimeout the timeout of a scrape that does not say when it gives up
	 * @param body writes metrics
	 */
	public AppMetricsHandler(AppRegistry registry, Scraper scraper, FinalPushes pushes, ConnectedMetrics metrics,
			Duration scrapeTimeout, MetricsBody body) {
		this.registry = registry;
		this.scraper = scraper;
		this.pushes = pushes;
		this.metrics = metrics;
		this.deadline = new ScrapeDeadline(scrapeTimeout);
		this.body = body;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		return answer(request, true);
	}

	/**
	 * Answers in the same way, but to somebody who only has a look: that is no scrape, so
	 * a final push is not delivered by it, and does not go because its app is back.
	 */
	Mono<ServerResponse> look(ServerRequest request) {
		return answer(request, false);
	}

	private Mono<ServerResponse> answer(ServerRequest request, boolean isScrape) {
		String id = request.pathVariable(ID);
		AcceptedFormats accepted = AcceptedFormats.of(request);
		boolean isGzip = AcceptedEncodings.isGzip(request);
		boolean bodyWanted = !HttpMethod.HEAD.equals(request.method());
		Optional<KeptPush> push = this.pushes.kept().stream().filter((kept) -> kept.app().equals(id)).findFirst();
		App app = this.registry.find(id);
		if (app != null && !(app.hasPushed() && push.isPresent())) {
			return bodyWanted ? pull(app, accepted, isGzip, this.deadline.of(request), isScrape)
					: AcceptedFormats.answerIn(accepted.bestOf(app.formats())).build();
		}
		if (push.isPresent()) {
			ExpositionFormat format = accepted.bestOf(AcceptedFormats.MERGEABLE);
			return bodyWanted ? show(push.get(), format, isGzip, isScrape) : AcceptedFormats.answerIn(format).build();
		}
		return explain(HttpStatus.NOT_FOUND,
				"No app has this id. It has disconnected, and no final push of it is kept. " + ProxyRoutes.DISCOVERY
						+ " lists the apps that there are.");
	}

	private Mono<ServerResponse> pull(App app, AcceptedFormats accepted, boolean isGzip, Duration timeout,
			boolean isScrape) {
		List<ExpositionFormat> formats = accepted.bestFirst();
		Mono<PullResult> pulled = isScrape ? this.scraper.pull(app, formats, timeout)
				: this.scraper.look(app, formats, timeout);
		return pulled.flatMap((result) -> {
			WireExposition answer = result.answer();
			if (answer == null) {
				return failed(result);
			}
			if (isScrape) {
				this.metrics.back(app);
			}
			PulledMetrics copied = PulledMetrics.of(answer, result);
			return AcceptedFormats.answerIn(answer.format())
				.body((message, context) -> copied
					.closedAfter(this.body.write(copied, answer.length(), isGzip, message)));
		});
	}

	private Mono<ServerResponse> show(KeptPush push, ExpositionFormat format, boolean isGzip, boolean isScrape) {
		ConnectedMetrics.Scrape scrape = this.metrics.show(push, format);
		Runnable written = () -> {
			if (isScrape) {
				this.metrics.written(scrape);
			}
		};
		return AcceptedFormats.answerIn(format)
			.body((message, context) -> this.body.write(scrape.metrics(), isGzip, message)
				.then(Mono.fromRunnable(written)));
	}

	private static Mono<ServerResponse> failed(PullResult result) {
		boolean late = result.reason().equals(PullResult.TIMEOUT);
		return explain(late ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.SERVICE_UNAVAILABLE,
				"App " + result.app() + " gave no metrics. Reason: " + result.reason() + ": " + result.detail());
	}

	private static Mono<ServerResponse> explain(HttpStatus status, @Nullable String why) {
		return ServerResponse.status(status)
			.header(PageHeaders.CONTENT_TYPE_OPTIONS, PageHeaders.NO_SNIFFING)
			.contentType(TEXT)
			.bodyValue(why + "\n");
	}

}
