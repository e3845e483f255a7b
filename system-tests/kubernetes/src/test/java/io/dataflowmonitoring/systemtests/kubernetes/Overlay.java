package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.dataflowmonitoring.systemtests.support.Tools;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code kubectl kustomize} makes of a folder.
 *
 * @param name the folder below {@code kubernetes}
 * @param yaml what kubectl has written
 * @param objects the same, read strictly
 */
record Overlay(String name, String yaml, List<HasMetadata> objects) {

	private static final Map<String, Overlay> RENDERED = new ConcurrentHashMap<>();

	/** The folder of all overlays and components. */
	static Path folder() {
		return Path.of(System.getProperty("project.root"), "kubernetes");
	}

	/** Each overlay that can be applied as it is. */
	static Stream<Overlay> all() throws IOException {
		try (Stream<Path> folders = Files.list(folder().resolve("overlays"))) {
			return folders.map((folder) -> of("overlays/" + folder.getFileName()))
				.sorted((a, b) -> a.name.compareTo(b.name))
				.toList()
				.stream();
		}
	}

	static Overlay of(String name) {
		return RENDERED.computeIfAbsent(name, Overlay::render);
	}

	private static Overlay render(String name) {
		Path kubectl = Tools.require("kubectl");
		try {
			Process process = new ProcessBuilder(kubectl.toString(), "kustomize", folder().resolve(name).toString())
				.redirectError(ProcessBuilder.Redirect.PIPE)
				.start();
			String yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			String warnings = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(warnings).isZero();
			assertThat(warnings).isEmpty();
			return new Overlay(name, yaml, KubernetesModel.read(yaml));
		}
		catch (IOException ex) {
			throw new AssertionError(name + ": " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

	/** The objects of one type. */
	<T extends HasMetadata> List<T> all(Class<T> type) {
		return this.objects.stream().filter(type::isInstance).map(type::cast).toList();
	}

	<T extends HasMetadata> T one(Class<T> type, String name) {
		List<T> found = all(type).stream().filter((object) -> object.getMetadata().getName().equals(name)).toList();
		assertThat(found).as("%s %s in %s", type.getSimpleName(), name, this.name).hasSize(1);
		return found.get(0);
	}

	/** Whatever makes pods. */
	List<Workload> workloads() {
		List<Workload> workloads = new ArrayList<>();
		for (HasMetadata object : this.objects) {
			if (object instanceof Deployment deployment) {
				workloads.add(new Workload(this, deployment, deployment.getSpec().getTemplate()));
			}
			else if (object instanceof StatefulSet statefulSet) {
				workloads.add(new Workload(this, statefulSet, statefulSet.getSpec().getTemplate()));
			}
			else if (object instanceof Job job) {
				workloads.add(new Workload(this, job, job.getSpec().getTemplate()));
			}
			else if (object instanceof CronJob cronJob) {
				workloads.add(new Workload(this, cronJob, cronJob.getSpec().getJobTemplate().getSpec().getTemplate()));
			}
		}
		return workloads;
	}

	Workload workload(String name) {
		List<Workload> found = workloads().stream().filter((workload) -> workload.name().equals(name)).toList();
		assertThat(found).as("%s in %s", name, this.name).hasSize(1);
		return found.get(0);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
