package io.dataflowmonitoring.demo.processor;

import java.util.Random;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
@EnableConfigurationProperties(ProcessorProperties.class)
public class DemoProcessorApplication {

	public static void main(String[] args) {
		SpringApplication.run(DemoProcessorApplication.class, args);
	}

	@Bean
	Function<Order, PricedOrder> price(ProcessorProperties properties, MeterRegistry registry) {
		return new OrderPricing(registry,
				new FaultInjection(properties.delay(), properties.failureRate(), new Random()));
	}

}
