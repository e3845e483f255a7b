package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.dataflowmonitoring.systemtests.support.Tools;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That Prometheus finds each proxy, under the job names that rules and dashboards know.
 */
class MonitoringIT {

	private static final String OVERLAYS = "io.dataflowmonitoring.systemtests.kubernetes.Overlay#all";

	private static final String PROXY = "prometheus-rsocket-proxy";

	private static final Map<String, String> PATHS_BY_JOB = pathsByJob(
			Scraping.yaml(read(Path.of(System.getProperty("project.root"), "prometheus", "prometheus.yml"))));

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void theOperatorScrapesEachProxyUnderTheSameJobsAsPrometheusByItself(Overlay overlay) {
		for (PodMonitor monitor : overlay.all(PodMonitor.class)) {
			assertThat(overlay.workloads())
				.filteredOn((workload) -> workload.isSelectedBy(monitor.getSpec().getSelector()))
				.containsExactly(overlay.workload(PROXY));
			assertThat(monitor.getSpec().getPodMetricsEndpoints())
				.allSatisfy((endpoint) -> assertThat(overlay.workload(PROXY).port(endpoint.getPort())).isPresent());
			assertThat(monitor.getSpec()
				.getPodMetricsEndpoints()
				.stream()
				.collect(Collectors.toMap(MonitoringIT::job, PodMetricsEndpoint::getPath))).isEqualTo(PATHS_BY_JOB);
			assertThat(monitor.getSpec().getPodMetricsEndpoints())
				.filteredOn((endpoint) -> endpoint.getPath().equals("/metrics/connected"))
				.allSatisfy((endpoint) -> assertThat(endpoint.getHonorLabels()).isTrue());
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void theOperatorSpeaksTlsIfTheProxiesDo(Overlay overlay) {
		boolean tls = overlay.workload(PROXY).environment().containsKey("SERVER_SSL_BUNDLE");
		assertThat(Objects.equals(overlay.workload(PROXY).container().getReadinessProbe().getHttpGet().getScheme(),
				"HTTPS"))
			.isEqualTo(tls);
		for (PodMonitor monitor : overlay.all(PodMonitor.class)) {
			assertThat(monitor.getSpec().getPodMetricsEndpoints()).allSatisfy((endpoint) -> {
				assertThat(Objects.equals(endpoint.getScheme(), "https")).isEqualTo(tls);
				assertThat(endpoint.getTlsConfig() != null).isEqualTo(tls);
				assertThat(endpoint.getAuthorization() != null).isEqualTo(tls);
			});
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void aPrometheusOfItsOwnFindsTheProxiesThroughTheHeadlessService(Overlay overlay) {
		Scraping.configurations(overlay).forEach((configuration) -> {
			assertThat(pathsByJob(configuration)).isEqualTo(PATHS_BY_JOB);
			for (JsonNode scrape : configuration.get("scrape_configs")) {
				JsonNode discovery = scrape.at("/dns_sd_configs/0");
				Service service = overlay.one(Service.class, discovery.at("/names/0").asText());
				assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
				assertThat(discovery.get("port").asInt()).isEqualTo(service.getSpec().getPorts().get(0).getPort());
			}
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void eachOverlayIsScrapedInOneWay(Overlay overlay) {
		assertThat(overlay.all(PodMonitor.class).size() + Scraping.configurations(overlay).count()).isOne();
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void promtoolAcceptsWhatAPrometheusOfItsOwnIsGiven(Overlay overlay, @TempDir Path directory)
			throws IOException, InterruptedException {
		Path promtool = Tools.require("promtool");
		for (Workload workload : overlay.workloads()) {
			if (workload.name().equals("prometheus")) {
				for (VolumeProjection source : workload.pod().getVolumes().get(0).getProjected().getSources()) {
					write(overlay, source.getConfigMap(), directory);
				}
				Process process = new ProcessBuilder(promtool.toString(), "check", "config",
						directory.resolve("prometheus.yml").toString())
					.redirectErrorStream(true)
					.start();
				String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
				assertThat(process.exitValue()).as(output).isZero();
				assertThat(output).contains("4 rule files found");
			}
		}
	}

	private static void write(Overlay overlay, ConfigMapProjection source, Path directory) throws IOException {
		Map<String, String> data = overlay.one(ConfigMap.class, source.getName()).getData();
		Map<String, String> paths = source.getItems().isEmpty()
				? data.keySet().stream().collect(Collectors.toMap(Function.identity(), Function.identity()))
				: source.getItems().stream().collect(Collectors.toMap(KeyToPath::getKey, KeyToPath::getPath));
		assertThat(data).containsOnlyKeys(paths.keySet());
		for (Map.Entry<String, String> path : paths.entrySet()) {
			Path file = directory.resolve(path.getValue());
			Files.createDirectories(file.getParent());
			Files.writeString(file, data.get(path.getKey()));
		}
	}

	private static String job(PodMetricsEndpoint endpoint) {
		Set<String> jobs = endpoint.getRelabelings()
			.stream()
			.filter((relabeling) -> "job".equals(relabeling.getTargetLabel()))
			.map((relabeling) -> relabeling.getReplacement())
			.collect(Collectors.toSet());
		assertThat(jobs).hasSize(1);
		return jobs.iterator().next();
	}

	private static Map<String, String> pathsByJob(JsonNode configuration) {
		return configuration.get("scrape_configs")
			.valueStream()
			.collect(Collectors.toMap((scrape) -> scrape.get("job_name").asText(),
					(scrape) -> scrape.get("metrics_path").asText()));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new AssertionError(file.toString(), ex);
		}
	}

}
