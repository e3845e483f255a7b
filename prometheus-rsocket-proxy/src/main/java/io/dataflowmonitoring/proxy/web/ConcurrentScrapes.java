package io.dataflowmonitoring.proxy.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Answers only so many scrapes of all apps at the same time, and so many of each single
 * app: each of them holds what it is about to write. Counted for each path, so that
 * scrapes that wait for one slow app keep nobody from scraping another.
 */
public final class ConcurrentScrapes implements WebFilter, Ordered {

	private static final String RETRY_AFTER_SECONDS = "1";

	private final int max;

	private final Counter refused;

	private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

	/**
	 * Creates a filter.
	 * @param max how many scrapes of the same path are answered at the same time
	 * @param meters where refused scrapes are counted
	 */
	public ConcurrentScrapes(int max, MeterRegistry meters) {
		this.max = max;
		this.refused = Counter.builder("prometheus.proxy.scrapes.refused")
			.description("Scrapes that were refused")
			.tag("reason", "too_many_scrapes")
			.register(meters);
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		if (!ProxyRoutes.asksApps(path) || !HttpMethod.GET.equals(exchange.getRequest().getMethod())) {
			return chain.filter(exchange);
		}
		return Mono.defer(() -> {
			if (!begin(path)) {
				return refuse(exchange.getResponse());
			}
			// When the last byte has been written, or whoever scrapes has gone away.
			return chain.filter(exchange).doFinally((signal) -> end(path));
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

	private Mono<Void> refuse(ServerHttpResponse response) {
		this.refused.increment();
		response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
		response.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		String why = this.max + " scrapes of this path are being answered already. Scrape less often, or raise "
				+ "micrometer.prometheus-proxy.max-concurrent-scrapes.\n";
		return response
			.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(why.getBytes(StandardCharsets.UTF_8))));
	}

}
