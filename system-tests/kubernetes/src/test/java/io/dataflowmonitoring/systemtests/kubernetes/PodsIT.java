package io.dataflowmonitoring.systemtests.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is true of all pods: how they start, what they may, how they end. */
class PodsIT {

	private static final String OVERLAYS = "io.dataflowmonitoring.systemtests.kubernetes.Overlay#all";

	private static final String PROXY = "prometheus-rsocket-proxy";

	private static final String PHASE = "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE";

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void selectorsSelectThePodsOfTheirOwnAndOfNoOtherWorkload(Overlay overlay) {
		for (Workload workload : overlay.workloads()) {
			if (!workload.endsByItself()) {
				LabelSelector selector = (workload.object() instanceof StatefulSet statefulSet)
						? statefulSet.getSpec().getSelector()
						: ((Deployment) workload.object()).getSpec().getSelector();
				assertThat(overlay.workloads()).filteredOn((other) -> other.isSelectedBy(selector))
					.containsExactly(workload);
				workload.pod()
					.getTopologySpreadConstraints()
					.forEach((constraint) -> assertThat(constraint.getLabelSelector()).isEqualTo(selector));
			}
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void theAutoscalerAndTheDisruptionBudgetAreForTheProxies(Overlay overlay) {
		Workload proxy = overlay.workload(PROXY);
		HorizontalPodAutoscaler autoscaler = overlay.one(HorizontalPodAutoscaler.class, PROXY);
		CrossVersionObjectReference target = autoscaler.getSpec().getScaleTargetRef();
		assertThat(target.getKind() + " " + target.getName()).isEqualTo(proxy.object().getKind() + " " + PROXY);
		assertThat(autoscaler.getSpec().getMinReplicas()).isGreaterThanOrEqualTo(2);
		// Else each apply sets the number back.
		assertThat((proxy.object() instanceof StatefulSet statefulSet) ? statefulSet.getSpec().getReplicas()
				: ((Deployment) proxy.object()).getSpec().getReplicas())
			.isNull();
		assertThat(overlay.one(PodDisruptionBudget.class, PROXY).getSpec().getSelector()).satisfies(
				(selector) -> assertThat(overlay.workloads()).filteredOn((workload) -> workload.isSelectedBy(selector))
					.containsExactly(proxy));
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void whatRunsOnHasAllProbesOnPortsThatItHas(Overlay overlay) {
		assertThat(overlay.workloads()).allSatisfy((workload) -> {
			Container container = workload.container();
			List<Probe> probes = Stream
				.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
				.toList();
			if (workload.endsByItself()) {
				assertThat(probes).containsOnlyNulls();
				return;
			}
			assertThat(probes).doesNotContainNull().allSatisfy((probe) -> {
				String port = ((probe.getHttpGet() != null) ? probe.getHttpGet().getPort()
						: probe.getTcpSocket().getPort())
					.getStrVal();
				assertThat(workload.port(port)).isPresent();
			});
			// A start takes its time; a pod that hangs is not restarted before a minute
			// or so.
			assertThat(patience(container.getStartupProbe())).isGreaterThanOrEqualTo(Duration.ofMinutes(2));
			assertThat(patience(container.getLivenessProbe())).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void podsMeetTheRestrictedPodSecurityStandardAndWriteToVolumesOnly(Overlay overlay) {
		assertThat(overlay.workloads()).allSatisfy((workload) -> {
			assertThat(workload.pod().getSecurityContext().getRunAsNonRoot()).isTrue();
			assertThat(workload.pod().getSecurityContext().getRunAsUser()).isPositive();
			assertThat(workload.pod().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
			assertThat(workload.pod().getAutomountServiceAccountToken()).isFalse();
			assertThat(workload.pod().getEnableServiceLinks()).isFalse();
			assertThat(workload.pod().getHostNetwork()).isNull();
			SecurityContext security = workload.container().getSecurityContext();
			assertThat(security.getAllowPrivilegeEscalation()).isFalse();
			assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
			assertThat(security.getCapabilities().getAdd()).isEmpty();
			if (!workload.name().equals("kafka")) {
				assertThat(security.getReadOnlyRootFilesystem()).isTrue();
			}
			if (workload.isOurs()) {
				assertThat(workload.pod().getSecurityContext().getRunAsUser()).isEqualTo(10001);
				assertThat(workload.pod().getSecurityContext().getFsGroup()).isEqualTo(10001);
				assertThat(workload.container().getVolumeMounts()).extracting(VolumeMount::getMountPath)
					.contains("/tmp");
			}
			assertThat(workload.container().getVolumeMounts()).extracting(VolumeMount::getName)
				.isSubsetOf(workload.pod().getVolumes().stream().map(Volume::getName).toList());
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void memoryIsLimitedToWhatIsRequestedAndTheHeapToAPartOfIt(Overlay overlay) {
		assertThat(overlay.workloads()).allSatisfy((workload) -> {
			Map<String, Quantity> limits = workload.container().getResources().getLimits();
			Map<String, Quantity> requests = workload.container().getResources().getRequests();
			assertThat(limits).containsOnlyKeys("memory");
			assertThat(requests).containsOnlyKeys("cpu", "memory").containsEntry("memory", limits.get("memory"));
			if (workload.isOurs()) {
				assertThat(workload.environment().get("JAVA_TOOL_OPTIONS")).contains("-XX:MaxRAMPercentage=50",
						"-XX:ActiveProcessorCount=2", "-XX:+ExitOnOutOfMemoryError");
			}
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void aProxyHasTheTimeToBeScrapedAgainAndToHandItsAppsOver(Overlay overlay) {
		Workload proxy = overlay.workload(PROXY);
		Duration preStop = Duration.ofSeconds(proxy.container().getLifecycle().getPreStop().getSleep().getSeconds());
		assertThat(preStop).isGreaterThan(Scraping.interval(overlay));
		assertThat(proxy.duration("MICROMETER_PROMETHEUSPROXY_DRAINTIMEOUT")).isLessThan(proxy.duration(PHASE));
		assertThat(proxy.terminationGracePeriod()).isGreaterThan(preStop.plus(proxy.duration(PHASE)));
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void anAppHasTheTimeToEndItsWorkAndToPush(Overlay overlay) {
		assertThat(clients(overlay)).hasSizeGreaterThanOrEqualTo(4)
			.allSatisfy((app) -> assertThat(app.terminationGracePeriod())
				.isGreaterThan(app.duration(PHASE).plus(app.duration("MICROMETER_PROMETHEUS_RSOCKET_TIMEOUT"))));
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void finalPushesAreOnAVolumeWithRoomForThem(Overlay overlay) {
		Workload proxy = overlay.workload(PROXY);
		VolumeMount mount = proxy.container()
			.getVolumeMounts()
			.stream()
			.filter((candidate) -> candidate.getName().equals("pushes"))
			.findFirst()
			.orElseThrow();
		assertThat(proxy.environment().get("MICROMETER_PROMETHEUSPROXY_PUSHDIRECTORY"))
			.startsWith(mount.getMountPath() + "/");
		if (proxy.object() instanceof StatefulSet statefulSet) {
			assertThat(statefulSet.getSpec().getVolumeClaimTemplates())
				.extracting((claim) -> claim.getMetadata().getName())
				.containsExactly("pushes");
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void eachStreamAppSaysWhichStreamAndAppItIsOf(Overlay overlay) {
		Set<String> types = clients(overlay).stream().filter((app) -> !app.endsByItself()).map((app) -> {
			Map<String, String> environment = app.environment();
			assertThat(environment).containsEntry("SPRING_CLOUD_DATAFLOW_STREAM_NAME", "demo")
				.containsEntry("SPRING_CLOUD_DATAFLOW_STREAM_APP_LABEL", app.name())
				.containsEntry("MICROMETER_PROMETHEUS_RSOCKET_IDENTITY_INSTANCE", app.podName());
			return environment.get("SPRING_CLOUD_DATAFLOW_STREAM_APP_TYPE");
		}).collect(Collectors.toSet());
		assertThat(types).containsExactlyInAnyOrder("source", "processor", "sink");
	}

	private static List<Workload> clients(Overlay overlay) {
		return overlay.workloads()
			.stream()
			.filter((workload) -> "true".equals(workload.labels().get("dataflowmonitoring.io/proxy-client")))
			.toList();
	}

	private static Duration patience(Probe probe) {
		return Duration.ofSeconds((long) probe.getPeriodSeconds() * probe.getFailureThreshold());
	}

}
