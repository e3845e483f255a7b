package io.dataflowmonitoring.fleet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class StreamsTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16, 17, 18, 50, 200 })
	void thereAreAsManyInstancesAsAskedForAndNoTwoAreTheSame(int count) {
		List<AppInstance> instances = Streams.instances(count);
		assertThat(instances).hasSize(count);
		assertThat(instances).extracting(AppInstance::labels).doesNotHaveDuplicates();
		assertThat(instances).extracting((instance) -> instance.labels().get("instance")).doesNotHaveDuplicates();
	}

	@Test
	void eachAppHasAnInstanceBeforeAnyHasTwo() {
		assertThat(Streams.instances(17)).extracting(AppInstance::index).containsOnly(0);
		assertThat(Streams.instances(18).get(17)).isEqualTo(new AppInstance("shop-orders", "http", "source", 1, 12,
				Optional.empty(), Optional.of("shop-orders.http")));
	}

	@ParameterizedTest
	@ValueSource(ints = { 17, 20, 50, 51, 52 })
	void theInstancesOfAnAppShareItsMessages(int count) {
		Map<String, Double> rates = Streams.instances(count)
			.stream()
			.filter((instance) -> instance.stream().equals("telemetry"))
			.collect(
					Collectors.groupingBy(AppInstance::name, Collectors.summingDouble(AppInstance::messagesPerSecond)));
		assertThat(rates).hasSize(4).allSatisfy((name, rate) -> assertThat(rate).isCloseTo(60, within(0.001)));
	}

	@Test
	void anAppReadsWhatTheOneBeforeItWrites() {
		List<AppInstance> payments = Streams.instances(17)
			.stream()
			.filter((instance) -> instance.stream().equals("payments"))
			.toList();
		assertThat(payments).extracting(AppInstance::type).containsExactly("source", "processor", "sink");
		assertThat(payments.get(1).input()).isEqualTo(payments.get(0).output()).contains("payments.jms");
		assertThat(payments.get(2).input()).isEqualTo(payments.get(1).output());
		assertThat(payments.get(2).output()).isEmpty();
	}

	@Test
	void theLabelsAreThoseThatTheStarterGives() {
		assertThat(Streams.instances(2).get(1).labels()).isEqualTo(Map.of("application", "enrich-processor", "instance",
				"shop-orders-enrich-0:8080", "stream_name", "shop-orders", "application_name", "enrich",
				"application_type", "processor", "application_guid", "shop-orders-enrich-0", "instance_index", "0"));
	}

}
