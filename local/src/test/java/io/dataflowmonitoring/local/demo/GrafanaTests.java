package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.dataflowmonitoring.local.process.ChildCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class GrafanaTests {

	@Test
	void theProjectsDashboardsAreProvisioned(@TempDir Path directory) throws IOException {
		Files.createDirectories(directory.resolve("grafana/bin"));
		Files.createDirectories(directory.resolve("grafana/conf"));
		Files.createFile(directory.resolve("grafana/conf/defaults.ini"));
		Path program = Files.createFile(directory.resolve("grafana/bin/grafana"));
		Path project = Path.of("..");
		Ports ports = new Ports(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
		DemoSettings settings = new DemoSettings(project, Optional.empty(), directory.resolve("run"), ports, 10,
				Faults.NONE, 0, Duration.ofSeconds(30), Optional.empty(), Optional.empty(), Optional.of(program));
		ChildCommand command = new Grafana(settings).command(program);
		Path provisioning = settings.data().resolve("grafana/provisioning");
		assertThat(provisioning.resolve("dashboards/dataflow.yml")).content()
			.contains("path: " + project.resolve("grafana/dashboards").toAbsolutePath());
		assertThat(provisioning.resolve("datasources/prometheus.yml")).content().contains("url: ${PROMETHEUS_URL}");
		assertThat(command).isNotNull();
		assertThat(project.resolve("grafana/dashboards/streams.json")).exists();
	}

}
