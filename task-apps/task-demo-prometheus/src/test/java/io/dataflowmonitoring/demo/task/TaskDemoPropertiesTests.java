package io.dataflowmonitoring.demo.task;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TaskDemoPropertiesTests {

	@Test
	void defaultsReadAllOrdersAtOnce() {
		assertThat(bind(Map.of())).isEqualTo(new TaskDemoProperties(null, 0, Duration.ZERO, 0, 10));
	}

	@ParameterizedTest
	@CsvSource({ "size,-1", "delay,-1s", "fail-at,-1", "chunk-size,0" })
	void aValueOutOfRangeIsRefusedByName(String name, String value) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("demo.task." + name, value)))
			.havingRootCause()
			.withMessageContaining("demo.task." + name);
	}

	private static TaskDemoProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("demo.task",
				TaskDemoProperties.class);
	}

}
