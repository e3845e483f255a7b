package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The strictness that the tests of the manifests rely on. */
class KubernetesModelTests {

	private static final String DEPLOYMENT = """
			apiVersion: apps/v1
			kind: Deployment
			metadata:
			  name: app
			spec:
			  replicas: 1
			  template:
			    spec:
			      containers:
			        - name: app
			          env:
			            - name: PORT
			              value: "8080"
			          readinessProbe:
			            httpGet:
			              path: /
			              port: http
			""";

	private static final String POD_MONITOR = """
			apiVersion: monitoring.coreos.com/v1
			kind: PodMonitor
			metadata:
			  name: app
			spec:
			  podMetricsEndpoints:
			    - port: http
			      interval: 15s
			""";

	@Test
	void objectsOfTheModelAreRead() throws IOException {
		assertThat(KubernetesModel.read(DEPLOYMENT + "---\n" + POD_MONITOR)).extracting((object) -> object.getKind())
			.containsExactly("Deployment", "PodMonitor");
	}

	@ParameterizedTest
	@CsvSource({ "replicas, replica", "httpGet, httpget", "containers, container", "value:, valeu:" })
	void aFieldThatIsNotInTheModelIsAnError(String field, String misspelt) {
		assertThatThrownBy(() -> KubernetesModel.read(DEPLOYMENT.replace(field, misspelt)))
			.hasMessageContainingAll("Deployment app", misspelt.replace(":", ""));
	}

	@Test
	void aFieldThatIsNotInTheOperatorsModelIsAnError() {
		assertThatThrownBy(() -> KubernetesModel.read(POD_MONITOR.replace("interval", "scrapeInterval")))
			.hasMessageContaining("scrapeInterval");
	}

	@Test
	void aNumberWhereTextBelongsIsAnError() {
		assertThatThrownBy(() -> KubernetesModel.read(DEPLOYMENT.replace("\"8080\"", "8080")))
			.hasMessageContaining("String");
	}

	@Test
	void textWhereANumberBelongsIsAnError() {
		assertThatThrownBy(() -> KubernetesModel.read(DEPLOYMENT.replace("replicas: 1", "replicas: \"1\"")))
			.hasMessageContaining("replicas");
	}

	@Test
	void aFieldThatIsThereTwiceIsAnError() {
		assertThatThrownBy(
				() -> KubernetesModel.read(DEPLOYMENT.replace("  replicas: 1", "  replicas: 1\n  replicas: 2")))
			.hasMessageContaining("Duplicate");
	}

	@Test
	void aKindWithoutAModelIsAnError() {
		assertThatThrownBy(() -> KubernetesModel.read(DEPLOYMENT.replace("apps/v1", "apps/v1beta1")))
			.hasMessageContaining("No model for apps/v1beta1/Deployment");
	}

}
