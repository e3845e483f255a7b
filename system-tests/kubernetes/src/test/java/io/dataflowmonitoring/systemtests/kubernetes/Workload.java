package io.dataflowmonitoring.systemtests.kubernetes;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An object that makes pods, and those pods, each of which has one container.
 *
 * @param overlay where the object is
 * @param object the object
 * @param template its pods
 */
record Workload(Overlay overlay, HasMetadata object, PodTemplateSpec template) {

	String name() {
		return this.object.getMetadata().getName();
	}

	boolean endsByItself() {
		return this.object.getKind().endsWith("Job");
	}

	/** Whether its pods are for trying out only, not from this project. */
	boolean isOurs() {
		return container().getImage().startsWith("dataflowmonitoring/");
	}

	Map<String, String> labels() {
		return this.template.getMetadata().getLabels();
	}

	PodSpec pod() {
		return this.template.getSpec();
	}

	Container container() {
		assertThat(pod().getContainers()).as(toString()).hasSize(1);
		return pod().getContainers().get(0);
	}

	Optional<ContainerPort> port(String name) {
		return container().getPorts().stream().filter((port) -> name.equals(port.getName())).findFirst();
	}

	List<Integer> ports() {
		return container().getPorts().stream().map(ContainerPort::getContainerPort).toList();
	}

	/**
	 * The environment, with what comes from ConfigMaps and from the downward API of a pod
	 * whose name is that of this, with {@code -abc12} appended. What comes from a Secret
	 * has the value {@code secret}.
	 */
	Map<String, String> environment() {
		Map<String, String> environment = new LinkedHashMap<>();
		for (EnvFromSource source : container().getEnvFrom()) {
			environment.putAll(this.overlay.one(ConfigMap.class, source.getConfigMapRef().getName()).getData());
		}
		for (EnvVar variable : container().getEnv()) {
			environment.put(variable.getName(), value(variable));
		}
		return environment;
	}

	private String value(EnvVar variable) {
		if (variable.getValueFrom() == null) {
			return variable.getValue();
		}
		if (variable.getValueFrom().getSecretKeyRef() != null) {
			return "secret";
		}
		String path = variable.getValueFrom().getFieldRef().getFieldPath();
		return switch (path) {
			case "metadata.name" -> podName();
			case "metadata.namespace" -> this.object.getMetadata().getNamespace();
			case "metadata.uid" -> "2f9e5a0c-0000-4000-8000-000000000000";
			default -> {
				assertThat(path).matches("metadata\\.labels\\['.+']");
				String label = path.substring("metadata.labels['".length(), path.length() - 2);
				assertThat(labels()).as(toString()).containsKey(label);
				yield labels().get(label);
			}
		};
	}

	String podName() {
		return name() + "-abc12";
	}

	Duration duration(String variable) {
		String value = environment().get(variable);
		assertThat(value).as("%s of %s", variable, this).matches("\\d+s");
		return Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)));
	}

	Duration terminationGracePeriod() {
		return Duration.ofSeconds(Objects.requireNonNullElse(pod().getTerminationGracePeriodSeconds(), 30L));
	}

	boolean isSelectedBy(LabelSelector selector) {
		return isSelectedBy(selector.getMatchLabels()) && selector.getMatchExpressions().stream().allMatch(this::meets);
	}

	boolean isSelectedBy(Map<String, String> labels) {
		return labels().entrySet().containsAll(labels.entrySet());
	}

	private boolean meets(LabelSelectorRequirement requirement) {
		assertThat(requirement.getOperator()).isEqualTo("Exists");
		return labels().containsKey(requirement.getKey());
	}

	@Override
	public String toString() {
		return this.object.getKind() + " " + name() + " in " + this.overlay;
	}

}
