package io.dataflowmonitoring.proxy.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Answers only so many scrapes of all apps at the same time, and so many of each single
 * app: each of them holds what it is about to write, as the status of all apps does for
 * people. Counted for each path, so that scrapes that wait for one slow app keep nobody
 * from scraping another. Whoever does not read the answer is cut off a while after they
 * ought to have given up.
 */
public final class ConcurrentScrapes implements WebFilter, Ordered {

	private static final String RETRY_AFTER_SECONDS = "1";

	private static final Logger logger = LoggerFactory.getLogger(ConcurrentScrapes.class);

	private final int max;

	private final ScrapeDeadline deadline;

	private final Duration grace;

	private final Counter refused;

	private final Counter aborted;

	private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

	/**
	 * Creates a filter.
	 * @param max how many scrapes of the same path are answered at the same time
	 * @param scrapeTimeout the timeout of a scrape that does not say when it gives up
	 * @param grace how long a scrape may still be read when its timeout is over
	 * @param meters where scrapes that come to nothing are counted
	 */
	public ConcurrentScrapes(int max, Duration scrapeTimeout, Duration grace, MeterRegistry meters) {
		this.max = max;
		this.deadline = new ScrapeDeadline(scrapeTimeout);
		this.grace = grace;
		this.refused = counter("too_many_scrapes", meters);
		this.aborted = counter("not_read", meters);
	}

	private static Counter counter(String reason, MeterRegistry meters) {
		return Counter.builder("prometheus.proxy.scrapes.refused")
			.description("Scrapes that were refused, or cut off while they were answered")
			.tag("reason", reason)
			.register(meters);
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String path = ProxyRoutes.asRouted(exchange.getRequest().getPath());
		if (!ProxyRoutes.isLimited(path) || !HttpMethod.GET.equals(exchange.getRequest().getMethod())) {
			return chain.filter(exchange);
		}
		return Mono.defer(() -> {
			if (!begin(path)) {
				return refuse(exchange.getResponse());
			}
			Duration longest = this.deadline.timeout(exchange.getRequest()).plus(this.grace);
			// Until the last byte has been written, or whoever scrapes has gone away.
			return chain.filter(exchange)
				.timeout(longest, Mono.fromRunnable(() -> abort(exchange.getRequest())))
				.doFinally((signal) -> end(path));
		});
	}

	/**
	 * After whoever scrapes has shown that they may, and before anything is asked.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	/**
	 * Returns how near the limit is.
	 * @return the part that is used, from 0 to 1
	 */
	public double usage() {
		return this.underWay.values().stream().mapToInt(Integer::intValue).max().orElse(0) / (double) this.max;
	}

	private boolean begin(String path) {
		boolean[] begun = new boolean[1];
		this.underWay.compute(path, (key, count) -> {
			int before = (count != null) ? count : 0;
			begun[0] = before < this.max;
			return begun[0] ? Integer.valueOf(before + 1) : count;
		});
		return begun[0];
	}

	private void end(String path) {
		this.underWay.computeIfPresent(path, (key, count) -> (count > 1) ? Integer.valueOf(count - 1) : null);
	}

	/**
	 * Closes the connection at once: nothing that could be written would be read.
	 */
	private void abort(ServerHttpRequest request) {
		this.aborted.increment();
		logger.warn("A scrape of {} by {} is cut off: the answer was not read in time", request.getPath(),
				request.getRemoteAddress());
		if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof Connection connection) {
			connection.dispose();
		}
	}

	private Mono<Void> refuse(ServerHttpResponse response) {
		this.refused.increment();
		response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
		response.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		String why = this.max + " requests for this path are being answered already. Ask less often, or raise "
				+ "micrometer.prometheus-proxy.max-concurrent-scrapes.\n";
		return response
			.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(why.getBytes(StandardCharsets.UTF_8))));
	}

}
