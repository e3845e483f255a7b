package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules for Prometheus, of which the operator has a copy. */
class RulesIT {

	private static final Path RULES = Path.of(System.getProperty("project.root"), "prometheus", "rules");

	private static final Path EXPECTED = Overlay.folder().resolve("components/prometheus/expected.yml");

	@ParameterizedTest
	@ValueSource(strings = { "overlays/production", "overlays/prometheus-operator" })
	void theOperatorHasTheSameRules(String overlay) throws IOException {
		Map<String, JsonNode> rules = new HashMap<>();
		YAMLMapper mapper = new YAMLMapper();
		for (JsonNode object : mapper.readerFor(JsonNode.class)
			.<JsonNode>readValues(Overlay.of(overlay).yaml())
			.readAll()) {
			if (object.get("kind").asText().equals("PrometheusRule")) {
				rules.put(object.at("/metadata/name").asText(), object.at("/spec/groups"));
			}
		}
		List<Path> files = new ArrayList<>(List.of(EXPECTED));
		try (var found = Files.newDirectoryStream(RULES, "*.yml")) {
			found.forEach((file) -> {
				if (!file.endsWith("expected.yml")) {
					files.add(file);
				}
			});
		}
		for (Path file : files) {
			String name = "dataflow-" + file.getFileName().toString().replace(".yml", "");
			assertThat(rules).as("run kubernetes/update-rules").containsEntry(name, groups(file));
		}
		assertThat(rules).hasSameSizeAs(files);
	}

	@ParameterizedTest
	@MethodSource("io.dataflowmonitoring.systemtests.kubernetes.Overlay#all")
	void whatIsExpectedIsWhatTheManifestsSay(Overlay overlay) throws IOException {
		for (JsonNode rule : groups(EXPECTED).get(0).get("rules")) {
			int value = rule.get("expr").asInt();
			switch (rule.get("record").asText()) {
				case "dataflow:scrape_timeout:seconds" ->
					assertThat(Scraping.timeout(overlay)).isEqualTo(Duration.ofSeconds(value));
				case "app:expected_instances:count" -> {
					Deployment app = overlay.one(Deployment.class, rule.at("/labels/application_name").asText());
					assertThat(app.getSpec().getReplicas()).isEqualTo(value);
					assertThat(overlay.workload(app.getMetadata().getName()).environment())
						.containsEntry("SPRING_CLOUD_DATAFLOW_STREAM_NAME", rule.at("/labels/stream_name").asText());
				}
				case "task:expected_interval:seconds" -> {
					CronJob task = overlay.one(CronJob.class, "task-demo-prometheus");
					assertThat(task.getSpec().getSchedule()).isEqualTo("*/5 * * * *");
					assertThat(5 * 60 + task.getSpec().getJobTemplate().getSpec().getActiveDeadlineSeconds())
						.isEqualTo(value);
					assertThat(overlay.workload(task.getMetadata().getName()).environment())
						.containsEntry("SPRING_CLOUD_TASK_NAME", rule.at("/labels/spring_cloud_task_name").asText());
				}
				default -> throw new AssertionError("What is " + rule + "?");
			}
		}
	}

	@Test
	void whatIsExpectedHasEachSeriesThatTheRulesExpect() throws IOException {
		assertThat(groups(EXPECTED).findValuesAsText("record"))
			.hasSameElementsAs(groups(RULES.resolve("expected.yml")).findValuesAsText("record"));
	}

	private static JsonNode groups(Path file) throws IOException {
		return Scraping.yaml(Files.readString(file)).get("groups");
	}

}
