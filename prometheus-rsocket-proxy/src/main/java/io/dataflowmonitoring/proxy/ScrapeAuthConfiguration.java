package io.dataflowmonitoring.proxy;

import java.util.List;
import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

import io.dataflowmonitoring.proxy.web.ScrapeSecurity;

/**
 * Who may scrape, if that is restricted. If it is not, nothing of Spring Security is
 * there.
 */
@Configuration(proxyBeanMethods = false)
class ScrapeAuthConfiguration {

	private static final String PROPERTY = "micrometer.prometheus-proxy.scrape-auth";

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	@ConditionalOnProperty(name = PROPERTY, havingValue = "basic")
	static class BasicConfiguration {

		@Bean
		SecurityWebFilterChain scrapeSecurity(ServerHttpSecurity http, ScrapeProperties properties) {
			return ScrapeSecurity.basic(http, Objects.requireNonNull(properties.scrapeUser()),
					Objects.requireNonNull(properties.scrapePassword()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	@ConditionalOnProperty(name = PROPERTY, havingValue = "bearer")
	static class BearerConfiguration {

		@Bean
		SecurityWebFilterChain scrapeSecurity(ServerHttpSecurity http, ScrapeProperties properties) {
			List<String> tokens = properties.scrapeTokens();
			return ScrapeSecurity.bearer(http, tokens);
		}

	}

}
