package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.PropertySourcesPropertyResolver;

import static org.assertj.core.api.Assertions.assertThat;

class HostNameTests {

	private final Map<String, Object> properties = new HashMap<>();

	private final MutablePropertySources sources = new MutablePropertySources();

	private final PropertyResolver environment = new PropertySourcesPropertyResolver(this.sources);

	private Path kernelFile;

	@BeforeEach
	void prepare(@TempDir Path folder) throws IOException {
		this.sources.addFirst(new MapPropertySource("test", this.properties));
		this.kernelFile = Files.writeString(folder.resolve("hostname"), "kernel-says\n");
	}

	@Test
	void theContainersNameComesFirst() {
		this.properties.put("HOSTNAME", "demo-7d9f");
		this.properties.put("COMPUTERNAME", "WINDOWS-HOST");
		assertThat(hostName()).isEqualTo("demo-7d9f");
	}

	@Test
	void windowsHasItsOwnVariable() {
		this.properties.put("COMPUTERNAME", "WINDOWS-HOST");
		assertThat(hostName()).isEqualTo("WINDOWS-HOST");
	}

	@Test
	void withoutVariablesTheKernelIsAsked() {
		this.properties.put("HOSTNAME", " ");
		assertThat(hostName()).isEqualTo("kernel-says");
	}

	@Test
	void withoutAnyNameThereIsAnAddress() throws IOException {
		Files.delete(this.kernelFile);
		assertThat(hostName()).isNotBlank().isNotEqualTo("kernel-says").doesNotContain(" ");
	}

	@Test
	void anEndlessNameIsCut() {
		this.properties.put("HOSTNAME", "h".repeat(10_000));
		assertThat(hostName()).isEqualTo("h".repeat(255));
	}

	private String hostName() {
		return new HostName(this.kernelFile).find(this.environment);
	}

}
