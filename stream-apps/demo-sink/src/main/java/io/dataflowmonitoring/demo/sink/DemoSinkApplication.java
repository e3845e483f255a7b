package io.dataflowmonitoring.demo.sink;

import java.time.Clock;
import java.util.Random;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
@EnableConfigurationProperties(SinkProperties.class)
public class DemoSinkApplication {

	public static void main(String[] args) {
		SpringApplication.run(DemoSinkApplication.class, args);
	}

	@Bean
	Consumer<PricedOrder> totals(SinkProperties properties, MeterRegistry registry) {
		return new OrderTotals(registry, new FaultInjection(properties.delay(), properties.failureRate(), new Random()),
				Clock.systemUTC());
	}

}
