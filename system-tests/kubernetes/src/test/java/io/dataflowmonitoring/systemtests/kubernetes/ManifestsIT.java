package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each overlay as {@code kubectl kustomize} renders it: what the objects are and what
 * they name.
 */
class ManifestsIT {

	private static final String OVERLAYS = "io.dataflowmonitoring.systemtests.kubernetes.Overlay#all";

	@ParameterizedTest
	@ValueSource(strings = { "base", "overlays/kafka", "overlays/production", "overlays/prometheus-operator" })
	void eachObjectIsAsTheModelSays(String folder) {
		assertThat(Overlay.of(folder).objects()).isNotEmpty().allSatisfy((object) -> {
			assertThat(object.getMetadata().getName()).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?").hasSizeLessThan(53);
			assertThat(object.getMetadata().getLabels()).containsEntry("app.kubernetes.io/part-of",
					"dataflow-monitoring");
		});
	}

	@Test
	void eachComponentIsPartOfAnOverlayAndEachFolderOfTheReadme() throws IOException {
		List<Path> texts = new ArrayList<>();
		try (Stream<Path> files = Files.walk(Overlay.folder())) {
			files.filter((file) -> file.endsWith("kustomization.yaml")).forEach(texts::add);
		}
		String kustomizations = texts.stream().map(ManifestsIT::read).reduce("", String::concat);
		String readme = read(Overlay.folder().resolve("README.md"));
		for (String folder : List.of("components", "overlays")) {
			try (Stream<Path> children = Files.list(Overlay.folder().resolve(folder))) {
				assertThat(children.map((child) -> folder + "/" + child.getFileName())).allSatisfy((child) -> {
					assertThat(readme).contains(child);
					assertThat(child.startsWith("overlays") || kustomizations.contains("../../" + child + "\n"))
						.as(child)
						.isTrue();
				});
			}
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void everythingIsInTheNamespaceThatComesWithIt(Overlay overlay) {
		String namespace = overlay.all(Namespace.class).get(0).getMetadata().getName();
		assertThat(overlay.objects()).filteredOn((object) -> !(object instanceof Namespace))
			.extracting((object) -> object.getMetadata().getNamespace())
			.containsOnly(namespace);
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void noTwoObjectsOfAKindHaveOneName(Overlay overlay) {
		assertThat(overlay.objects()).extracting((object) -> object.getKind() + "/" + object.getMetadata().getName())
			.doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void whatPodsNameIsInTheOverlayOrMadeBeforehandAsTheReadmeSays(Overlay overlay) {
		List<String> configMaps = overlay.all(ConfigMap.class)
			.stream()
			.map((map) -> map.getMetadata().getName())
			.toList();
		String readme = read(Overlay.folder().resolve("README.md"));
		assertThat(overlay.workloads()).allSatisfy((workload) -> {
			for (EnvVar variable : workload.container().getEnv()) {
				if (variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null) {
					assertThat(readme).contains(variable.getValueFrom().getSecretKeyRef().getName());
				}
			}
			for (Volume volume : workload.pod().getVolumes()) {
				if (volume.getConfigMap() != null && !configMaps.contains(volume.getConfigMap().getName())) {
					assertThat(readme).contains("create configmap " + volume.getConfigMap().getName());
				}
				if (volume.getSecret() != null) {
					assertThat(readme).contains(volume.getSecret().getSecretName());
				}
				if (volume.getProjected() != null) {
					for (VolumeProjection source : volume.getProjected().getSources()) {
						if (source.getSecret() != null) {
							assertThat(readme).contains(source.getSecret().getName());
						}
						if (source.getConfigMap() != null) {
							assertThat(configMaps).contains(source.getConfigMap().getName());
						}
					}
				}
			}
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void eachImageOfOursIsOfAModuleAndOfThisVersionAndEachOtherIsPinned(Overlay overlay) {
		Path root = Path.of(System.getProperty("project.root"));
		assertThat(overlay.workloads()).allSatisfy((workload) -> {
			String image = workload.container().getImage();
			assertThat(image).matches("[a-z/-]+:.+").doesNotEndWith(":latest");
			if (workload.isOurs()) {
				String module = image.substring(image.indexOf('/') + 1, image.indexOf(':'));
				assertThat(
						Stream.of("", "stream-apps", "task-apps").map((parent) -> root.resolve(parent).resolve(module)))
					.anyMatch((folder) -> Files.exists(folder.resolve("pom.xml")));
				assertThat(image).endsWith(":" + System.getProperty("project.version"));
			}
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void theJobDoesWhatTheCronJobDoesButSlower(Overlay overlay) {
		for (Job job : overlay.all(Job.class)) {
			JobSpec regular = overlay.one(CronJob.class, "task-demo-prometheus").getSpec().getJobTemplate().getSpec();
			assertThat(job.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
				.containsExactly("--demo.task.delay=500ms");
			job.getSpec().getTemplate().getSpec().getContainers().get(0).setArgs(List.of());
			assertThat(job.getSpec()).isEqualTo(regular);
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void noWordIsMisspeltThatTheModelTakesForText(Overlay overlay) {
		Map<String, Set<String>> words = Map.ofEntries(Map.entry("protocol", Set.of("TCP", "UDP")),
				Map.entry("scheme", Set.of("HTTPS", "https")), Map.entry("restartPolicy", Set.of("Never")),
				Map.entry("concurrencyPolicy", Set.of("Forbid")), Map.entry("podManagementPolicy", Set.of("Parallel")),
				Map.entry("whenUnsatisfiable", Set.of("ScheduleAnyway")),
				Map.entry("fsGroupChangePolicy", Set.of("OnRootMismatch")),
				Map.entry("unhealthyPodEvictionPolicy", Set.of("AlwaysAllow")),
				Map.entry("operator", Set.of("Exists", "In")), Map.entry("action", Set.of("Ignore", "labeldrop")),
				Map.entry("clusterIP", Set.of("None")), Map.entry("whenScaled", Set.of("Retain")),
				Map.entry("whenDeleted", Set.of("Retain")),
				Map.entry("targetPort", Set.of("http", "rsocket-tcp", "rsocket-ws", "kafka")));
		overlay.yaml().lines().map((line) -> line.strip().replaceFirst("^- ", "").split(": ")).forEach((line) -> {
			if (line.length == 2 && words.containsKey(line[0])) {
				assertThat(line[1]).as(line[0]).isIn(words.get(line[0]));
			}
		});
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
