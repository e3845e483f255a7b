package io.dataflowmonitoring.demo.sink;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the sink.
 *
 * @param delay Extra time that each attempt to take an order in takes.
 * @param failureRate Share of the attempts that fail, from 0 (none) to 1 (all).
 */
@ConfigurationProperties("demo.sink")
record SinkProperties(@DefaultValue("0ms") Duration delay, @DefaultValue("0") double failureRate) {

	SinkProperties {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("demo.sink.delay must not be negative, but is " + delay);
		}
		if (!(failureRate >= 0 && failureRate <= 1)) {
			throw new IllegalArgumentException(
					"demo.sink.failure-rate must be between 0 (never) and 1 (always), but is " + failureRate);
		}
	}

}
