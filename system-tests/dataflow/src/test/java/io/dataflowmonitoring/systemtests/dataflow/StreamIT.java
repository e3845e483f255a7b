package io.dataflowmonitoring.systemtests.dataflow;

import java.time.Duration;
import java.util.List;

import io.dataflowmonitoring.systemtests.support.Exposition;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample stream, deployed by Data Flow with the commands that the README of the
 * folder {@code dataflow} gives.
 */
class StreamIT {

	private static final List<String> APPS = List.of("demo-source", "demo-processor", "demo-sink");

	@RegisterExtension
	static final DataFlowServers servers = new DataFlowServers();

	@ParameterizedTest
	@EnumSource
	void theDeployedStreamIsAtTheProxy(Version version) {
		DataFlow dataFlow = servers.shared(version);
		dataFlow.shell("dataflow/commands/register.shell", "dataflow/commands/deploy.shell");
		dataFlow.awaitDeployed("orders");
		await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			Exposition scrape = dataFlow.scrape();
			assertThat(APPS).allMatch((app) -> scrape.mentions("stream_name", "orders", "application_name", app));
		});
		dataFlow.shell("dataflow/commands/undeploy.shell", "dataflow/commands/destroy.shell");
	}

}
