package io.dataflowmonitoring.demo.processor;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the processor.
 *
 * @param delay Extra time that each attempt to price an order takes.
 * @param failureRate Share of the attempts that fail, from 0 (none) to 1 (all).
 */
@ConfigurationProperties("demo.processor")
record ProcessorProperties(@DefaultValue("0ms") Duration delay, @DefaultValue("0") double failureRate) {

	ProcessorProperties {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("demo.processor.delay must not be negative, but is " + delay);
		}
		if (!(failureRate >= 0 && failureRate <= 1)) {
			throw new IllegalArgumentException(
					"demo.processor.failure-rate must be between 0 (never) and 1 (always), but is " + failureRate);
		}
	}

}
