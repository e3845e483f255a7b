package io.dataflowmonitoring.systemtests.kubernetes;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who reaches whom: Services and network policies together. */
class NetworkIT {

	private static final String OVERLAYS = "io.dataflowmonitoring.systemtests.kubernetes.Overlay#all";

	private static final String PROXY = "prometheus-rsocket-proxy";

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void eachServiceLeadsToPortsOfOneWorkload(Overlay overlay) {
		assertThat(overlay.all(Service.class)).isNotEmpty().allSatisfy((service) -> {
			List<Workload> selected = overlay.workloads()
				.stream()
				.filter((workload) -> workload.isSelectedBy(service.getSpec().getSelector()))
				.toList();
			assertThat(selected).hasSize(1);
			for (ServicePort port : service.getSpec().getPorts()) {
				assertThat(selected.get(0).port(port.getTargetPort().getStrVal())).get()
					// A client that is told an address by DNS knows the port of the
					// Service only.
					.satisfies((target) -> assertThat(target.getContainerPort()).isEqualTo(port.getPort()));
			}
		});
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void appsReachWhicheverProxyIsReadyAndPrometheusReachesAll(Overlay overlay) {
		Service apps = overlay.one(Service.class, PROXY);
		assertThat(apps.getSpec().getPorts()).extracting(ServicePort::getName)
			.containsExactly("rsocket-tcp", "rsocket-ws");
		assertThat(apps.getSpec().getPublishNotReadyAddresses()).isNull();
		Service prometheus = overlay.one(Service.class, PROXY + "-pods");
		assertThat(prometheus.getSpec().getClusterIP()).isEqualTo("None");
		assertThat(prometheus.getSpec().getPublishNotReadyAddresses()).isTrue();
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void eachPodIsCoveredByAPolicyAndEachPolicyCoversAPod(Overlay overlay) {
		assertThat(overlay.workloads()).allSatisfy((workload) -> {
			for (String type : List.of("Ingress", "Egress")) {
				assertThat(overlay.all(NetworkPolicy.class)).anyMatch((policy) -> covers(policy, workload, type));
			}
		});
		assertThat(overlay.all(NetworkPolicy.class)).allSatisfy((policy) -> assertThat(overlay.workloads())
			.anyMatch((workload) -> workload.isSelectedBy(policy.getSpec().getPodSelector())));
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void policiesNamePortsThatThePodsHave(Overlay overlay) {
		for (NetworkPolicy policy : overlay.all(NetworkPolicy.class)) {
			List<Workload> selected = overlay.workloads()
				.stream()
				.filter((workload) -> workload.isSelectedBy(policy.getSpec().getPodSelector()))
				.toList();
			policy.getSpec()
				.getIngress()
				.forEach((rule) -> assertThat(selected)
					.allSatisfy((workload) -> assertThat(workload.ports()).containsAll(ports(rule.getPorts()))));
			policy.getSpec()
				.getEgress()
				.forEach((rule) -> rule.getTo()
					.stream()
					.filter((peer) -> peer.getPodSelector() != null)
					.forEach((peer) -> assertThat(overlay.workloads())
						.filteredOn((workload) -> workload.isSelectedBy(peer.getPodSelector()))
						.isNotEmpty()
						.allSatisfy((workload) -> assertThat(workload.ports()).containsAll(ports(rule.getPorts())))));
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void eachAppReachesTheProxyThatItIsToldAndItsBroker(Overlay overlay) {
		for (Workload app : overlay.workloads()) {
			Map<String, String> environment = app.environment();
			if (environment.containsKey("MICROMETER_PROMETHEUS_RSOCKET_HOST")) {
				assertThat(environment).containsEntry("MICROMETER_PROMETHEUS_RSOCKET_HOST", PROXY);
				assertThat(reaches(overlay, app, overlay.workload(PROXY),
						Integer.parseInt(environment.get("MICROMETER_PROMETHEUS_RSOCKET_PORT"))))
					.as(app.toString())
					.isTrue();
				assertThat(reaches(overlay, app, overlay.workload(PROXY), 8080)).as(app.toString()).isFalse();
			}
			String brokers = environment.getOrDefault("SPRING_CLOUD_STREAM_KAFKA_BINDER_BROKERS", "");
			if (brokers.startsWith("kafka:")) {
				assertThat(overlay.one(Service.class, "kafka")).isNotNull();
				assertThat(reaches(overlay, app, overlay.workload("kafka"), 9092)).as(app.toString()).isTrue();
			}
			else if (!brokers.isEmpty()) {
				int port = Integer.parseInt(brokers.substring(brokers.lastIndexOf(':') + 1));
				assertThat(overlay.one(NetworkPolicy.class, "stream-apps").getSpec().getEgress())
					.anyMatch((rule) -> ports(rule.getPorts()).contains(port));
			}
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void prometheusReachesTheProxiesButNoApp(Overlay overlay) {
		for (Workload workload : overlay.workloads()) {
			assertThat(isLetIn(overlay, Map.of("app.kubernetes.io/name", "prometheus"), workload, 8080))
				.isEqualTo(workload.name().equals(PROXY));
		}
		overlay.workloads()
			.stream()
			.filter((workload) -> workload.name().equals("prometheus"))
			.forEach((prometheus) -> assertThat(reaches(overlay, prometheus, overlay.workload(PROXY), 8080)).isTrue());
	}

	private static boolean reaches(Overlay overlay, Workload from, Workload to, int port) {
		return isLetIn(overlay, from.labels(), to, port) && overlay.all(NetworkPolicy.class)
			.stream()
			.filter((policy) -> covers(policy, from, "Egress"))
			.flatMap((policy) -> policy.getSpec().getEgress().stream())
			.anyMatch((rule) -> ports(rule.getPorts()).contains(port)
					&& rule.getTo().stream().anyMatch((peer) -> is(peer, to.labels())));
	}

	private static boolean isLetIn(Overlay overlay, Map<String, String> from, Workload to, int port) {
		return overlay.all(NetworkPolicy.class)
			.stream()
			.filter((policy) -> covers(policy, to, "Ingress"))
			.flatMap((policy) -> policy.getSpec().getIngress().stream())
			.anyMatch((rule) -> ports(rule.getPorts()).contains(port)
					&& rule.getFrom().stream().anyMatch((peer) -> is(peer, from)));
	}

	private static boolean covers(NetworkPolicy policy, Workload workload, String type) {
		return policy.getSpec().getPolicyTypes().contains(type)
				&& workload.isSelectedBy(policy.getSpec().getPodSelector());
	}

	private static boolean is(NetworkPolicyPeer peer, Map<String, String> labels) {
		return peer.getPodSelector() != null
				&& labels.entrySet().containsAll(peer.getPodSelector().getMatchLabels().entrySet())
				&& peer.getPodSelector()
					.getMatchExpressions()
					.stream()
					.allMatch((requirement) -> requirement.getOperator().equals("Exists")
							&& labels.containsKey(requirement.getKey()));
	}

	private static List<Integer> ports(List<NetworkPolicyPort> ports) {
		return ports.stream().map((port) -> port.getPort().getIntVal()).toList();
	}

}
