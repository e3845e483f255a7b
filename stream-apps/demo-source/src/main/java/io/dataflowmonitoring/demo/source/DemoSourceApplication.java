package io.dataflowmonitoring.demo.source;

import java.time.Clock;
import java.util.Random;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.PollerMetadataCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.support.PeriodicTrigger;

@SpringBootApplication
@EnableConfigurationProperties(SourceProperties.class)
public class DemoSourceApplication {

	public static void main(String[] args) {
		SpringApplication.run(DemoSourceApplication.class, args);
	}

	@Bean
	Supplier<Order> orders(MeterRegistry registry) {
		return new OrderGenerator(registry, new Random(), Clock.systemUTC());
	}

	/**
	 * Spring Cloud Stream asks the supplier once per poll: the rate of the polls is the
	 * rate of the orders.
	 */
	@Bean
	PollerMetadataCustomizer orderRate(SourceProperties properties) {
		return (poller) -> {
			PeriodicTrigger trigger = new PeriodicTrigger(properties.period());
			trigger.setFixedRate(true);
			poller.setTrigger(trigger);
		};
	}

}
