package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PrometheusTests {

	@Test
	void everyAddressOfTheProxyGetsThePortOfThisRun() {
		assertThat(
				Prometheus.withProxyPort("- targets: ['localhost:8080']\n- targets: [proxy:8080, other:80801]\n", 1234))
			.isEqualTo("- targets: ['127.0.0.1:1234']\n- targets: [127.0.0.1:1234, other:80801]\n");
	}

	@Test
	void theProjectsConfigurationNamesTheProxy() throws IOException {
		String configuration = Files.readString(Path.of("../prometheus/prometheus.yml"));
		assertThat(Prometheus.withProxyPort(configuration, 1234)).contains("127.0.0.1:1234");
	}

	@Test
	void theProjectsRulesAreWhereTheConfigurationNamesThem(@TempDir Path directory) throws IOException {
		Ports ports = new Ports(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
		DemoSettings settings = new DemoSettings(Path.of(".."), Optional.empty(), directory, ports, 10, Faults.NONE, 0,
				Duration.ofSeconds(30), Optional.empty(), Optional.empty(), Optional.empty());
		new Prometheus(settings).command(Path.of("prometheus"));
		Path configuration = settings.data().resolve("prometheus/prometheus.yml");
		assertThat(configuration).content().contains("- rules/*.yml");
		assertThat(configuration.resolveSibling("rules/expected.yml"))
			.hasSameTextualContentAs(Path.of("../prometheus/rules/expected.yml"));
	}

	@Test
	void aConfigurationWithoutTheProxyIsRefused() {
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> Prometheus.withProxyPort("- targets: ['localhost:9090']", 1234))
			.withMessageContaining("prometheus/prometheus.yml");
	}

}
