package ${package};

import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class ${className} {

	public static void main(String[] args) {
		SpringApplication.run(${className}.class, args);
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
