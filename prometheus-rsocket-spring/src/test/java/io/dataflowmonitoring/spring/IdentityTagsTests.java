package io.dataflowmonitoring.spring;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.dataflowmonitoring.spring.PrometheusRSocketProperties.Identity;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityTagsTests {

	private static final Identity NOTHING_SET = new Identity(true, null, null);

	private static final String PID = Long.toString(ProcessHandle.current().pid());

	private final Map<String, Object> properties = new HashMap<>();

	private final StandardEnvironment environment = new StandardEnvironment() {

		@Override
		protected void customizePropertySources(MutablePropertySources sources) {
			// Nothing of this machine.
		}

	};

	@BeforeEach
	void properties() {
		this.properties.put("HOSTNAME", "host");
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
	}

	/**
	 * No {@code unknown-unknown} tags (spring-cloud-dataflow#4299).
	 */
	@Test
	void anAppThatNobodyHasToldAnythingHasItsInstanceOnly() {
		assertThat(tags(NOTHING_SET)).containsExactly(Map.entry("instance", "host:" + PID));
	}

	@Test
	void aStreamAppHasTheIdentityThatDataFlowGives() {
		this.properties.put("spring.cloud.dataflow.stream.name", "orders");
		this.properties.put("spring.cloud.dataflow.stream.app.label", "pricing");
		this.properties.put("spring.cloud.dataflow.stream.app.type", "processor");
		this.properties.put("spring.cloud.application.guid", "orders-pricing-7");
		this.properties.put("spring.cloud.stream.instance-index", "2");
		assertThat(tags(NOTHING_SET)).containsEntry("stream.name", "orders")
			.containsEntry("application.name", "pricing")
			.containsEntry("application.type", "processor")
			.containsEntry("application.guid", "orders-pricing-7")
			.containsEntry("instance.index", "2")
			.hasSize(6);
	}

	@Test
	void aTaskHasTheIdentityThatDataFlowGives() {
		this.properties.put("spring.cloud.task.name", "totals");
		this.properties.put("spring.cloud.task.executionid", "12");
		assertThat(tags(NOTHING_SET)).containsEntry("spring.cloud.task.name", "totals")
			.containsEntry("spring.cloud.task.execution.id", "12")
			.hasSize(3);
	}

	@Test
	void theInstanceIndexMayComeUnderItsShortName() {
		this.properties.put("instance.index", "1");
		assertThat(tags(NOTHING_SET)).containsEntry("instance.index", "1");
	}

	@Test
	void anAppOnCloudFoundryHasTheIdentityOfItsContainer() {
		cloudFoundry();
		this.properties.put("vcap.application.instance_index", "1");
		this.properties.put("server.port", "8080");
		assertThat(tags(NOTHING_SET, true)).containsOnly(Map.entry("application", "pushed"),
				Map.entry("instance", "41653aa4-3a3a-486a-4431-ef258b39f042"), Map.entry("instance.index", "1"));
	}

	@Test
	void aTaskOnCloudFoundryHasNoIndex() {
		cloudFoundry();
		assertThat(tags(NOTHING_SET)).containsOnly(Map.entry("application", "pushed"),
				Map.entry("instance", "41653aa4-3a3a-486a-4431-ef258b39f042"));
	}

	@Test
	void whatTheAppAndDataFlowSayComesBeforeWhatCloudFoundrySays() {
		cloudFoundry();
		this.properties.put("vcap.application.instance_index", "1");
		this.properties.put("spring.application.name", "orders");
		this.properties.put("spring.cloud.stream.instance-index", "2");
		assertThat(tags(new Identity(true, null, "here"))).containsOnly(Map.entry("application", "orders"),
				Map.entry("instance", "here"), Map.entry("instance.index", "2"));
	}

	/**
	 * What Spring Boot makes of {@code VCAP_APPLICATION}, and a variable.
	 */
	private void cloudFoundry() {
		this.properties.put("vcap.application.application_name", "pushed");
		this.properties.put("CF_INSTANCE_GUID", "41653aa4-3a3a-486a-4431-ef258b39f042");
	}

	@Test
	void theApplicationIsNamedAsSpringNamesIt() {
		this.properties.put("spring.application.name", "orders");
		assertThat(tags(NOTHING_SET)).containsEntry("application", "orders");
	}

	@Test
	void whatTheUserSetsForThePurposeComesFirst() {
		this.properties.put("spring.application.name", "orders");
		assertThat(tags(new Identity(true, "mine", "here"))).containsOnly(Map.entry("application", "mine"),
				Map.entry("instance", "here"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "unknown", "UNKNOWN", "${nobody.resolves.this}", "app-${nobody.resolves.this}" })
	void whatIsNotKnownIsLeftOut(String value) {
		this.properties.put("spring.application.name", value);
		this.properties.put("spring.cloud.dataflow.stream.name", value);
		assertThat(tags(new Identity(true, value, value))).containsExactly(Map.entry("instance", "host:" + PID));
	}

	@Test
	void aWebAppWithAFixedPortKeepsItsInstanceAcrossRestarts() {
		this.properties.put("server.port", "8080");
		assertThat(tags(NOTHING_SET, true)).containsEntry("instance", "host:8080");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "", "${nobody.resolves.this}" })
	void aWebAppWithoutAFixedPortIsKnownByItsProcess(String port) {
		this.properties.put("server.port", port);
		assertThat(tags(NOTHING_SET, true)).containsEntry("instance", "host:" + PID);
	}

	/**
	 * Data Flow's own SERVER_PORT may leak into the environment of its tasks.
	 */
	@Test
	void anAppThatDoesNotListenIsNotKnownByAPort() {
		this.properties.put("server.port", "9393");
		assertThat(tags(NOTHING_SET, false)).containsEntry("instance", "host:" + PID);
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown", "Unknown-unknown", "totals-unknown",
			"${task.name:unknown}-${task.execution.id:unknown}" })
	void aTagOfTheUsersThatSaysThatNobodyKnowsIsFound(String value) {
		this.properties.put("management.metrics.tags.application.name", value);
		this.properties.put("management.metrics.tags.zone", "unknownland");
		assertThat(new IdentityTags(this.environment).findUnknown())
			.containsExactly(Tag.of("application.name", this.environment.resolvePlaceholders(value)));
	}

	private Map<String, String> tags(Identity identity) {
		return tags(identity, false);
	}

	private Map<String, String> tags(Identity identity, boolean hasWebServer) {
		return new IdentityTags(this.environment).find(identity, hasWebServer)
			.stream()
			.collect(Collectors.toMap(Tag::getKey, Tag::getValue));
	}

}
