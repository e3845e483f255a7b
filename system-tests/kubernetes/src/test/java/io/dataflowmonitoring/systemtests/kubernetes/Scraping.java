package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;

/**
 * How an overlay has the proxies scraped: by the operator, or by a Prometheus of its own.
 */
final class Scraping {

	private Scraping() {
	}

	static Duration interval(Overlay overlay) {
		return one(overlay, "scrape_interval", PodMetricsEndpoint::getInterval);
	}

	static Duration timeout(Overlay overlay) {
		return one(overlay, "scrape_timeout", PodMetricsEndpoint::getScrapeTimeout);
	}

	private static Duration one(Overlay overlay, String key, Function<PodMetricsEndpoint, String> property) {
		List<String> values = Stream
			.concat(overlay.all(PodMonitor.class)
				.stream()
				.flatMap((monitor) -> monitor.getSpec().getPodMetricsEndpoints().stream())
				.map(property),
					configurations(overlay).map((configuration) -> configuration.at("/global/" + key).asText()))
			.distinct()
			.toList();
		if (values.size() != 1) {
			throw new AssertionError(overlay + " has as " + key + " " + values);
		}
		return Duration.parse("PT" + values.get(0));
	}

	/** The configuration of each Prometheus of its own, which is one or none. */
	static Stream<JsonNode> configurations(Overlay overlay) {
		return overlay.all(ConfigMap.class)
			.stream()
			.filter((map) -> map.getData().containsKey("prometheus.yml"))
			.map((map) -> yaml(map.getData().get("prometheus.yml")));
	}

	static JsonNode yaml(String text) {
		try {
			return new YAMLMapper().readTree(text);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
