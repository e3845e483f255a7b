package io.dataflowmonitoring.proxy.web;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Answers no request on an event loop. Reactor Netty 1.3.6, which Spring Boot 4.0.7
 * brings along, stops to read from a kept-alive connection if a request that came early
 * is answered there at once, and the next request hangs: a health probe, for example
 * (reactor-netty issue 4361). To be removed with a Reactor Netty that has it fixed; 1.3.8
 * needs a later Netty than Boot 4.0.7 has.
 */
public final class OffEventLoopFilter implements WebFilter, Ordered {

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return Mono.defer(() -> chain.filter(exchange)).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
