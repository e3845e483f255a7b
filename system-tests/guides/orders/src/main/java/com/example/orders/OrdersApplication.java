package com.example.orders;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class OrdersApplication {

	private final MeterRegistry registry;

	OrdersApplication(MeterRegistry registry) {
		this.registry = registry;
	}

	public static void main(String[] args) {
		SpringApplication.run(OrdersApplication.class, args);
	}

	@PostMapping("/orders")
	void order() {
		this.registry.counter("shop.orders").increment();
	}

}
