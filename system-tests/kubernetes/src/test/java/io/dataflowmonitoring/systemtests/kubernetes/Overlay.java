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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
		Path kubectl = Tools.require(Tools.find("kubectl").filter(Overlay::isNewEnough),
				"no kubectl 1.27 or newer is on PATH (Debian 13: apt-get install kubernetes-client)");
		try {
			String yaml = run(kubectl, "kustomize", folder().resolve(name).toString());
			return new Overlay(name, yaml, KubernetesModel.read(yaml));
		}
		catch (IOException ex) {
			throw new AssertionError(name + ": " + ex.getMessage(), ex);
		}
	}

	/** Whether its kustomize knows all that the manifests use: version 5. */
	private static boolean isNewEnough(Path kubectl) {
		try {
			Matcher version = Pattern.compile("\"kustomizeVersion\": *\"v(\\d+)")
				.matcher(run(kubectl, "version", "--client", "--output=json"));
			return version.find() && Integer.parseInt(version.group(1)) >= 5;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Fails unless the program ends with 0 and has nothing to complain of. */
	private static String run(Path program, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(arguments));
		command.add(0, program.toString());
		Path errors = Files.createTempFile("kubectl", ".txt");
		try {
			Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(errors).isEmptyFile();
			assertThat(process.exitValue()).isZero();
			return output;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		finally {
			Files.delete(errors);
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
