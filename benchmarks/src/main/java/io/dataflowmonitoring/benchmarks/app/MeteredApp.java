package io.dataflowmonitoring.benchmarks.app;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * A Spring Boot app as anybody might have it, with the starter, the actuator and some
 * nine hundred samples besides those that every app has.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class MeteredApp {

	/**
	 * Where the app says how much it has allocated.
	 */
	static final String ALLOCATED = "/allocated";

	/**
	 * Meters of each kind. A timer makes three samples, the others one each: a thousand
	 * with those of every app.
	 */
	private static final int METERS = 181;

	/**
	 * Starts the app.
	 * @param args properties as {@code --name=value}
	 */
	public static void main(String[] args) {
		SpringApplication.run(MeteredApp.class, args);
	}

	@Bean
	MeterBinder meters() {
		return MeteredApp::bind;
	}

	@Bean
	RouterFunction<ServerResponse> allocated() {
		return RouterFunctions.route()
			.GET(ALLOCATED, (request) -> ServerResponse.ok().bodyValue(Long.toString(allocatedBytes())))
			.build();
	}

	private static void bind(MeterRegistry registry) {
		for (int i = 0; i < METERS; i++) {
			String uri = "/orders/" + i % 10;
			String name = "orders.step" + i / 10;
			AtomicLong value = new AtomicLong(i);
			Gauge.builder(name + ".waiting", value, AtomicLong::get)
				.description("How many orders wait for the step")
				.tag("uri", uri)
				.register(registry);
			Counter.builder(name + ".done").description("Orders done").tag("uri", uri).register(registry).increment(i);
			Timer.builder(name + ".duration")
				.description("How long the step takes")
				.tag("uri", uri)
				.tag("outcome", "SUCCESS")
				.register(registry)
				.record(i, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Of all threads that there are; those of this benchmark do not end.
	 */
	private static long allocatedBytes() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

}
