package com.example.items;

import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class ItemsApplication {

	public static void main(String[] args) {
		SpringApplication.run(ItemsApplication.class, args);
	}

	@Bean
	Function<Order, Order> count(MeterRegistry registry) {
		return (order) -> {
			registry.counter("shop.items", "region", order.region()).increment(order.quantity());
			return order;
		};
	}

	record Order(String id, String region, String product, int quantity) {
	}

}
