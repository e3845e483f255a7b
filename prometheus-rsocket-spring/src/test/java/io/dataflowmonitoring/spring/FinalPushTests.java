package io.dataflowmonitoring.spring;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whole apps that end, with the proxy's end of the wire in this process.
 */
@ExtendWith(OutputCaptureExtension.class)
class FinalPushTests {

	private TestProxy proxy = TestProxy.start();

	@AfterEach
	void close() {
		this.proxy.close();
	}

	@Test
	void theLastMetricsArePushedOnce() {
		TestApps.run(this.proxy.port(), Binding.class).close();
		assertThat(this.proxy.pushes()).singleElement().asString().contains("application_ready_time_seconds{");
	}

	@Test
	void aSeriesThatGoesAwayInTheShutdownIsPushed() {
		TestApps.run(this.proxy.port(), Binding.class).close();
		assertThat(this.proxy.pushes()).singleElement().asString().contains("binding_lag 7.0");
	}

	@Test
	void aCounterThatGrowsInTheShutdownIsPushedWithItsLastValue() {
		TestApps.run(this.proxy.port(), Binding.class).close();
		assertThat(this.proxy.pushes()).singleElement()
			.asString()
			.contains("binding_messages_total 1000.0")
			.doesNotContain("binding_messages_total 553.0");
	}

	@Test
	void aSeriesThatGoesAwayAtTheFirstOccasionIsPushed() {
		TestApps.run(this.proxy.port(), HastyBinding.class).close();
		assertThat(this.proxy.pushes()).singleElement().asString().contains("binding_lag 7.0");
	}

	@Test
	void theEndOfAContextBelowIsNotTheEndOfTheApp() {
		TestApps.run(this.proxy.port(), BindingInContextBelow.class).close();
		assertThat(this.proxy.pushes()).singleElement().asString().contains("binding_lag 7.0");
	}

	@Test
	void anAppThatFailsToStartPushesWhatThereIs() {
		assertThatIllegalStateException().isThrownBy(() -> TestApps.run(this.proxy.port(), FailingStart.class))
			.withMessage("No database");
		assertThat(this.proxy.pushes()).singleElement().asString().contains("database_attempts_total 3.0");
	}

	@Test
	void aProxyThatIsAwayDelaysTheEndByTheTimeoutAtMostAndTheLogSaysWhatIsLost(CapturedOutput output) {
		int nobodyThere = this.proxy.port();
		this.proxy.close();
		assertThatEndTakes(Duration.ofMillis(500), nobodyThere);
		assertThat(output).containsOnlyOnce("The last metrics are lost");
	}

	@Test
	void aProxyThatDoesNotAnswerDelaysTheEndByTheTimeoutAtMostAndTheLogSaysWhatIsLost(CapturedOutput output) {
		this.proxy.close();
		this.proxy = TestProxy.startOneThatNeverAcknowledges();
		assertThatEndTakes(Duration.ofMillis(500), this.proxy.port());
		assertThat(output).containsOnlyOnce("The last metrics are lost");
	}

	private static void assertThatEndTakes(Duration timeout, int proxyPort) {
		ConfigurableApplicationContext app = TestApps.run(proxyPort, Binding.class,
				"--micrometer.prometheus.rsocket.timeout=" + timeout.toMillis() + "ms");
		long start = System.nanoTime();
		app.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout, Duration.ofSeconds(4));
	}

	@Test
	void aFailureToReadTheMetricsDoesNotDisturbTheShutdown(CapturedOutput output) {
		ConfigurableApplicationContext app = TestApps.run(this.proxy.port(), Binding.class);
		app.getBean(PrometheusMeterRegistry.class).getPrometheusRegistry().register((Collector) () -> {
			throw new IllegalStateException("Broken collector");
		});
		app.close();
		assertThat(app.getBeanFactory().getSingletonNames()).isEmpty();
		assertThat(output).contains("The metrics could not be read at the start of the shutdown",
				"The last metrics are lost");
	}

	/**
	 * As bindings to a broker do it: messages under way are still dealt with, then the
	 * metrics go.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Binding {

		@Bean
		SmartLifecycle binding(MeterRegistry registry) {
			Counter messages = registry.counter("binding.messages");
			messages.increment(553);
			Gauge lag = Gauge.builder("binding.lag", () -> 7).register(registry);
			return new Stopping(new AtomicBoolean(), () -> {
				messages.increment(447);
				registry.remove(lag);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HastyBinding {

		@Bean
		ApplicationListener<ContextClosedEvent> binding(MeterRegistry registry) {
			Gauge lag = Gauge.builder("binding.lag", () -> 7).register(registry);
			return (event) -> registry.remove(lag);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BindingInContextBelow {

		@Bean
		SmartLifecycle binding(MeterRegistry registry, ApplicationContext context) {
			Gauge lag = Gauge.builder("binding.lag", () -> 7).register(registry);
			return new Stopping(new AtomicBoolean(), () -> {
				GenericApplicationContext below = new GenericApplicationContext(context);
				below.refresh();
				registry.remove(lag);
				below.close();
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingStart {

		@Bean
		SmartInitializingSingleton database(MeterRegistry registry) {
			return () -> {
				registry.counter("database.attempts").increment(3);
				throw new IllegalStateException("No database");
			};
		}

	}

	private record Stopping(AtomicBoolean running, Runnable onStop) implements SmartLifecycle {

		@Override
		public void start() {
			this.running.set(true);
		}

		@Override
		public void stop() {
			this.running.set(false);
			this.onStop.run();
		}

		@Override
		public boolean isRunning() {
			return this.running.get();
		}

	}

}
