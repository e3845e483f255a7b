package com.example.shipping;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.annotation.Value;
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
	ApplicationRunner ship(@Value("${shipping.orders:}") List<String> orders, MeterRegistry registry) {
		return (arguments) -> {
			if (orders.isEmpty()) {
				throw new IllegalArgumentException("Name the orders to ship: --shipping.orders=…");
			}
			registry.counter("shop.orders.shipped").increment(orders.size());
		};
	}

}
