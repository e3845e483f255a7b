package io.dataflowmonitoring.demo.shipping;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.cloud.task.configuration.EnableTask;

/**
 * Ships orders once and ends: with exit code 0, or with 1 if an order failed.
 */
@SpringBootApplication
@EnableTask
@ConfigurationPropertiesScan
public class ShippingApplication {

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(ShippingApplication.class, args)));
	}

}
