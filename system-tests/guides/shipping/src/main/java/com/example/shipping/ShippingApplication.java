package com.example.shipping;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.task.configuration.EnableTask;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
@EnableTask
public class ShippingApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShippingApplication.class, args);
	}

	@Bean
	ApplicationRunner ship(MeterRegistry registry) {
		return (arguments) -> {
			if (arguments.getNonOptionArgs().isEmpty()) {
				throw new IllegalArgumentException("Name the orders to ship");
			}
			registry.counter("shop.orders.shipped").increment(arguments.getNonOptionArgs().size());
		};
	}

}
