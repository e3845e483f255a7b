package io.dataflowmonitoring.systemtests.kubernetes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;

/**
 * Reads Kubernetes objects as strictly as the API server with {@code --validate=strict}:
 * a field that the model does not know, a number where text belongs and the like are
 * errors. What the model cannot tell is whether a field must be there and which words it
 * may have.
 */
final class KubernetesModel {

	private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
			Map.entry("v1/Namespace", Namespace.class), Map.entry("v1/ConfigMap", ConfigMap.class),
			Map.entry("v1/Service", Service.class), Map.entry("apps/v1/Deployment", Deployment.class),
			Map.entry("apps/v1/StatefulSet", StatefulSet.class), Map.entry("batch/v1/Job", Job.class),
			Map.entry("batch/v1/CronJob", CronJob.class),
			Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
			Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
			Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
			Map.entry("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class),
			Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class));

	private static final ObjectMapper MAPPER = mapper();

	private KubernetesModel() {
	}

	/**
	 * Reads the documents of a YAML text.
	 * @param yaml the text
	 * @return the objects, in their order
	 * @throws IOException if the text is not YAML or an object is not as its model says
	 */
	static List<HasMetadata> read(String yaml) throws IOException {
		List<HasMetadata> objects = new ArrayList<>();
		try (JsonParser parser = MAPPER.getFactory().createParser(yaml)) {
			for (JsonNode node : MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(parser).readAll()) {
				String kind = node.path("apiVersion").asText() + "/" + node.path("kind").asText();
				Class<? extends HasMetadata> type = KINDS.get(kind);
				if (type == null) {
					throw new IOException("No model for " + kind);
				}
				try {
					objects.add(MAPPER.treeToValue(node, type));
				}
				catch (IOException ex) {
					throw new IOException(kind + " " + node.at("/metadata/name").asText() + ": " + ex.getMessage(), ex);
				}
			}
		}
		return objects;
	}

	private static ObjectMapper mapper() {
		YAMLMapper mapper = YAMLMapper.builder()
			.annotationIntrospector(new WithoutAnySetters())
			.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.build();
		for (CoercionInputShape shape : List.of(CoercionInputShape.Integer, CoercionInputShape.Float,
				CoercionInputShape.Boolean)) {
			mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
		}
		return mapper;
	}

	/** The model puts what it does not know into a map of each object. Not here. */
	private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {

		private static final long serialVersionUID = 1L;

		@Override
		public Boolean hasAnySetter(Annotated annotated) {
			return false;
		}

	}

}
