package com.example.report;

import java.util.Map;
import java.util.Set;

import io.dataflowmonitoring.client.PrometheusRSocketClient;
import io.dataflowmonitoring.client.PrometheusRSocketClientMetrics;
import io.dataflowmonitoring.wire.ExpositionFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

public final class NightlyReport {

	private NightlyReport() {
	}

	public static void main(String[] args) {
		Map<String, String> identity = Map.of("application", "nightly-report", "instance", "1");
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		identity.forEach((label, value) -> registry.config().commonTags(label, value));

		PrometheusRSocketClient client = PrometheusRSocketClient.builder(registry::scrape)
			.proxy(System.getProperty("proxy.host", "localhost"), Integer.getInteger("proxy.port", 7001))
			.identity(identity)
			.formats(Set.of(ExpositionFormat.OPENMETRICS_1_0_0))
			.connect();
		new PrometheusRSocketClientMetrics(client).bindTo(registry);
		try {
			write(registry.counter("report.lines"), args);
		}
		finally {
			client.pushAndClose();
		}
	}

	private static void write(Counter lines, String[] orders) {
		for (String order : orders) {
			System.out.println("Shipped: " + order);
			lines.increment();
		}
	}

}
