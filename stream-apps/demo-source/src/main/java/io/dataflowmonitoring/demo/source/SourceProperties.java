package io.dataflowmonitoring.demo.source;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the source.
 *
 * @param rate Orders per second, at least 1.
 */
@ConfigurationProperties("demo.source")
record SourceProperties(@DefaultValue("10") int rate) {

	SourceProperties {
		if (rate < 1) {
			throw new IllegalArgumentException(
					"demo.source.rate must be at least 1 (order per second), but is " + rate);
		}
	}

	/**
	 * Time from one order to the next.
	 */
	Duration period() {
		return Duration.ofSeconds(1).dividedBy(this.rate);
	}

}
