package io.dataflowmonitoring.spring;

import java.time.Duration;
import java.util.stream.Stream;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.cloud.task.listener.TaskLifecycleListener;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the starter adds to an app, and when it does not. There is no proxy.
 */
class PrometheusRSocketAutoConfigurationTests {

	private static final String[] PROPERTIES = { "spring.application.name=orders", "HOSTNAME=host",
			"micrometer.prometheus.rsocket.host=127.0.0.1", "micrometer.prometheus.rsocket.port=1",
			"micrometer.prometheus.rsocket.timeout=50ms" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withPropertyValues(PROPERTIES)
		.withConfiguration(AutoConfigurations.of(autoConfigurations()));

	@Test
	void anAppWithAPrometheusRegistryIsConnected() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(PrometheusMeterRegistry.class)
			.hasSingleBean(PrometheusRSocketClient.class)
			.hasSingleBean(FinalPush.class));
	}

	@Test
	void anAppWithoutAPrometheusRegistryIsLeftAlone() {
		this.runner.withPropertyValues("management.prometheus.metrics.export.enabled=false")
			.run(PrometheusRSocketAutoConfigurationTests::assertThatTheStarterIsAway);
	}

	@Test
	void anAppWithoutTheLibraryOfTheRegistryIsLeftAlone() {
		this.runner.withClassLoader(new FilteredClassLoader(PrometheusMeterRegistry.class))
			.run(PrometheusRSocketAutoConfigurationTests::assertThatTheStarterIsAway);
	}

	@Test
	void anAppWithoutSpringCloudTaskIsConnected() {
		this.runner.withClassLoader(new FilteredClassLoader(TaskLifecycleListener.class))
			.run((context) -> assertThat(context).hasSingleBean(PrometheusRSocketClient.class)
				.doesNotHaveBean(TaskEnd.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "micrometer.prometheus.rsocket", "management.prometheus.metrics.export.rsocket",
			"management.metrics.export.prometheus.rsocket" })
	void theStarterIsSwitchedOffUnderEveryPrefix(String prefix) {
		this.runner.withPropertyValues(prefix + ".enabled=false")
			.run(PrometheusRSocketAutoConfigurationTests::assertThatTheStarterIsAway);
	}

	@Test
	void theCurrentPrefixSwitchesOnWhatAnOlderOneSwitchesOff() {
		this.runner
			.withPropertyValues("management.metrics.export.prometheus.rsocket.enabled=false",
					"micrometer.prometheus.rsocket.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(PrometheusRSocketClient.class));
	}

	@Test
	void anAppThatInitializesLazilyIsConnectedAllTheSame() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(
					context.getSourceApplicationContext().getBeanFactory().containsSingleton("prometheusRSocketClient"))
				.isTrue());
	}

	@Test
	void aClientOfTheUsersReplacesTheStarters() {
		this.runner.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context).getBean(PrometheusRSocketClient.class)
				.isSameAs(context.getBean("ownClient")));
	}

	@Test
	void aBuilderOfTheUsersReplacesTheStarters() {
		this.runner.withUserConfiguration(OwnBuilder.class)
			.run((context) -> assertThat(context).hasSingleBean(PrometheusRSocketClient.class)
				.getBean(PrometheusRSocketClient.Builder.class)
				.isSameAs(context.getBean("ownBuilder")));
	}

	@Test
	void aContextBelowDoesNotConnectAgain() {
		this.runner.run((parent) -> this.runner.withParent(parent).run((child) -> {
			assertThat(child.getBean(PrometheusRSocketClient.class))
				.isSameAs(parent.getBean(PrometheusRSocketClient.class));
			assertThat(child.containsLocalBean("prometheusRSocketFinalPush")).isFalse();
		}));
	}

	@Test
	void theConnectionIsVisibleInTheMetrics() {
		this.runner.run((context) -> assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
			.contains("prometheus_rsocket_connected{", "prometheus_rsocket_connection_attempts_total{"));
	}

	@Test
	void theIdentityIsOnEveryMeter() {
		this.runner
			.withPropertyValues("spring.cloud.dataflow.stream.name=sales",
					"spring.cloud.dataflow.stream.app.label=sink")
			.run((context) -> assertThat(tagsOfAMeter(context)).contains(Tag.of("application", "orders"),
					Tag.of("instance", "host:" + ProcessHandle.current().pid()), Tag.of("stream.name", "sales"),
					Tag.of("application.name", "sink")));
	}

	@Test
	void aWebAppWithAFixedPortHasItInItsIdentity() {
		new ReactiveWebApplicationContextRunner().withPropertyValues(PROPERTIES)
			.withPropertyValues("server.port=8080")
			.withConfiguration(AutoConfigurations.of(autoConfigurations()))
			.run((context) -> assertThat(tagsOfAMeter(context)).contains(Tag.of("instance", "host:8080")));
	}

	@Test
	void aTagOfTheUsersWins() {
		this.runner.withPropertyValues("management.metrics.tags.application=mine", "management.metrics.tags.zone=west")
			.run((context) -> assertThat(tagsOfAMeter(context))
				.contains(Tag.of("application", "mine"), Tag.of("zone", "west"))
				.doesNotContain(Tag.of("application", "orders")));
	}

	@Test
	void theIdentityIsSwitchedOffAlone() {
		this.runner.withPropertyValues("micrometer.prometheus.rsocket.identity.enabled=false").run((context) -> {
			assertThat(context).hasSingleBean(PrometheusRSocketClient.class);
			assertThat(tagsOfAMeter(context)).isEmpty();
		});
	}

	@Test
	void theIdentityIsOnTheMetersOfEveryRegistry() {
		this.runner.withUserConfiguration(OtherRegistry.class).run((context) -> {
			context.getBean(MeterRegistry.class).counter("any");
			assertThat(context.getBean(SimpleMeterRegistry.class).get("any").counter().getId().getTags())
				.contains(Tag.of("application", "orders"));
		});
	}

	/**
	 * Data Flow servers hand on that there is no proxy, and users have the labels in
	 * another monitoring system all the same.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "management.prometheus.metrics.export.enabled=false",
			"micrometer.prometheus.rsocket.enabled=false" })
	void anAppThatIsNotConnectedHasItsIdentityAndTaskEndOnOtherRegistries(String property) {
		this.runner.withUserConfiguration(OtherRegistry.class)
			.withPropertyValues(property, "micrometer.prometheus.rsocket.port=0")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(PrometheusRSocketClient.class).hasSingleBean(TaskEnd.class);
				assertThat(context.getBean(SimpleMeterRegistry.class).counter("any").getId().getTags())
					.contains(Tag.of("application", "orders"));
			});
	}

	/**
	 * Spring Boot binds every bean that is annotated as the properties are, and with its
	 * own prefix only.
	 */
	@Test
	void thePropertiesKeepWhatTheOlderPrefixesSay() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(autoConfigurations()))
			.withPropertyValues("management.metrics.export.prometheus.rsocket.host=127.0.0.2",
					"micrometer.prometheus.rsocket.port=1", "micrometer.prometheus.rsocket.timeout=50ms")
			.run((context) -> assertThat(context.getBean(PrometheusRSocketProperties.class))
				.returns("127.0.0.2", PrometheusRSocketProperties::host)
				.returns(1, PrometheusRSocketProperties::port));
	}

	private static void assertThatTheStarterIsAway(ApplicationContext context) {
		assertThat(context.getBeanDefinitionNames()).contains("meterRegistryCloser")
			.noneMatch((name) -> name.startsWith("prometheusRSocket"));
	}

	private static Iterable<Tag> tagsOfAMeter(ApplicationContext context) {
		return context.getBean(MeterRegistry.class).counter("any").getId().getTags();
	}

	/**
	 * Spring Boot's metrics, under the names that they have in this generation, and the
	 * starter.
	 */
	private static Class<?>[] autoConfigurations() {
		String older = "org.springframework.boot.actuate.autoconfigure.metrics.";
		String metrics = ClassUtils.isPresent(older + "MetricsAutoConfiguration", null) ? older
				: "org.springframework.boot.micrometer.metrics.autoconfigure.";
		return Stream
			.of(metrics + "MetricsAutoConfiguration", metrics + "CompositeMeterRegistryAutoConfiguration",
					metrics + "export.prometheus.PrometheusMetricsExportAutoConfiguration",
					PrometheusRSocketAutoConfiguration.class.getName(), MetersAutoConfiguration.class.getName())
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class<?>[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	static class OtherRegistry {

		@Bean
		SimpleMeterRegistry otherRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		PrometheusRSocketClient ownClient(PrometheusMeterRegistry registry) {
			return new OwnBuilder().ownBuilder(registry).connect();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBuilder {

		@Bean
		PrometheusRSocketClient.Builder ownBuilder(PrometheusMeterRegistry registry) {
			return PrometheusRSocketClient.builder(registry::scrape)
				.proxy("127.0.0.1", 1)
				.pushTimeout(Duration.ofMillis(50));
		}

	}

}
