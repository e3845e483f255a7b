package io.dataflowmonitoring.spring;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.dataflowmonitoring.client.PrometheusRSocketClientMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Connects an app that has a {@link PrometheusMeterRegistry} to the proxy.
 */
@AutoConfiguration(afterName = {
		// Spring Boot 3.5
		"org.springframework.boot.actuate.autoconfigure.metrics.export.prometheus.PrometheusMetricsExportAutoConfiguration",
		// Spring Boot 4
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration" })
@ConditionalOnClass(name = "io.micrometer.prometheusmetrics.PrometheusMeterRegistry")
@Conditional(OnEnabledCondition.class)
@ConditionalOnBean(PrometheusMeterRegistry.class)
// A parent context may have it already: one connection is enough for an app.
@ConditionalOnMissingBean(FinalPush.class)
final class PrometheusRSocketAutoConfiguration {

	@Bean
	PrometheusRSocketProperties prometheusRSocketProperties(Environment environment) {
		return new PrometheusRSocketPropertySources(environment).properties();
	}

	@Bean
	MetricsSource prometheusRSocketMetricsSource(ObjectProvider<PrometheusMeterRegistry> registries) {
		return new MetricsSource(registries.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	PrometheusRSocketClient.Builder prometheusRSocketClientBuilder(Environment environment,
			PrometheusRSocketProperties properties, MetricsSource source, ObjectProvider<SslBundles> sslBundles) {
		PrometheusRSocketClient.Builder builder = PrometheusRSocketClient.builder(source)
			.proxies(properties.addresses())
			.transport(properties.transport())
			.secure(properties.secure())
			.token(properties.token())
			.identity(source.commonLabels())
			.formats(source.formats())
			.firstBackoff(properties.firstBackoff())
			.maxBackoff(properties.maxBackoff())
			.maxRetries((properties.maxRetries() != null) ? properties.maxRetries() : Long.MAX_VALUE)
			.connectTimeout(properties.timeout())
			.pushTimeout(properties.timeout());
		String bundle = properties.ssl().bundle();
		if (bundle != null) {
			new ClientSsl(sslBundles.getIfAvailable(), environment).configure(builder, bundle);
		}
		return builder;
	}

	@Bean
	@ConditionalOnMissingBean
	PrometheusRSocketClient prometheusRSocketClient(PrometheusRSocketClient.Builder builder) {
		return builder.connect();
	}

	@Bean
	@ConditionalOnMissingBean
	PrometheusRSocketClientMetrics prometheusRSocketClientMetrics(PrometheusRSocketClient client) {
		return new PrometheusRSocketClientMetrics(client);
	}

	// Nothing asks for it, so it would stay away from an app that initializes lazily, and
	// the client with it.
	@Lazy(false)
	@Bean
	FinalPush prometheusRSocketFinalPush(ApplicationContext context, MetricsSource source,
			PrometheusRSocketClient client) {
		return new FinalPush(context, source, client);
	}

}
