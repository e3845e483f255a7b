package io.dataflowmonitoring.spring;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same tests run on several generations of Spring Boot, 4 among them
 * (prometheus-rsocket-proxy#90, #100, #102). Each build says which one it means.
 */
class SpringBootGenerationTests {

	@Test
	void theTestsRunOnTheGenerationThatTheBuildMeans() {
		assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("expected.spring-boot.version"))
			.startsWith(System.getProperty("expected.spring-boot.generation") + ".");
	}

}
