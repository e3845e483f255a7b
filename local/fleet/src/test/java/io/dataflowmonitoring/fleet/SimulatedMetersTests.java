package io.dataflowmonitoring.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.dataflowmonitoring.wire.ExpositionFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulatedMetersTests {

	private static final AppInstance PROCESSOR = new AppInstance("orders", "price", "processor", 0, 10,
			Optional.of("orders.http"), Optional.of("orders.price"));

	@Test
	void aProcessorHandlesWhatArrivesAndSendsItOn() throws IOException {
		String metrics = after(60, meters(PROCESSOR, Trouble.NONE));
		double handled = value(metrics, "spring_integration_send_seconds_count", "name=\"input\"",
				"result=\"success\"");
		assertThat(handled).isBetween(300.0, 900.0);
		assertThat(value(metrics, "spring_integration_send_seconds_count", "name=\"output\"")).isEqualTo(handled);
		assertThat(value(metrics, "spring_cloud_function_seconds_count", "error=\"none\"")).isEqualTo(handled);
		assertThat(value(metrics, "kafka_producer_topic_record_send_total", "topic=\"orders.price\""))
			.isEqualTo(handled);
		assertThat(value(metrics, "spring_cloud_stream_binder_kafka_offset")).isZero();
		assertThat(metrics).doesNotContain("error.orders.http.orders");
	}

	@Test
	void attemptsFailAtTheRateAskedForAndSomeMessagesAreGivenUp() throws IOException {
		String metrics = after(120, meters(PROCESSOR, new Trouble(0.4, Duration.ZERO)));
		double failed = value(metrics, "spring_cloud_function_seconds_count", "error=\"IllegalStateException\"");
		double handled = value(metrics, "spring_cloud_function_seconds_count", "error=\"none\"");
		assertThat(failed / (failed + handled)).isBetween(0.3, 0.5);
		assertThat(value(metrics, "spring_integration_send_seconds_count", "name=\"orders.price.errors\"")).isPositive()
			.isEqualTo(value(metrics, "kafka_producer_topic_record_send_total", "topic=\"error.orders.http.orders\""));
	}

	@Test
	void whoeverIsTooSlowFallsBehind() {
		SimulatedMeters meters = meters(PROCESSOR, new Trouble(0, Duration.ofMillis(150)));
		for (int second = 0; second < 60; second++) {
			meters.work(second);
		}
		assertThat(meters.waiting()).isGreaterThan(50);
	}

	@Test
	void allMetricsHaveTheLabelsOfTheApp() throws IOException {
		assertThat(after(1, meters(PROCESSOR, Trouble.NONE)).lines().filter((line) -> !line.startsWith("#")))
			.isNotEmpty()
			.allMatch((line) -> line.contains("stream_name=\"orders\"") && line.contains("application_name=\"price\"")
					&& line.contains("instance=\"orders-price-0:8080\""));
	}

	/** But for the demo's own. */
	@Test
	void theDashboardOfStreamsFindsItsMetrics() throws IOException {
		String metrics = after(60, meters(PROCESSOR, new Trouble(0.4, Duration.ZERO)));
		assertThat(queried("streams")).filteredOn((name) -> !name.startsWith("demo_"))
			.isNotEmpty()
			.allMatch((name) -> metrics.contains("\n" + name + "{"));
	}

	private static Set<String> queried(String dashboard) throws IOException {
		String json = Files.readString(Path.of("../../grafana/dashboards/" + dashboard + ".json"));
		Matcher matcher = Pattern.compile("([a-z]+_[a-z_]+)\\{").matcher(json);
		Set<String> names = new TreeSet<>();
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	private static SimulatedMeters meters(AppInstance app, Trouble trouble) {
		return new SimulatedMeters(app, trouble, new SplittableRandom(1), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
	}

	private static String after(int seconds, SimulatedMeters meters) throws IOException {
		for (int second = 0; second < seconds; second++) {
			meters.work(second);
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		meters.writeTo(out, ExpositionFormat.TEXT_0_0_4.contentType());
		return out.toString(StandardCharsets.UTF_8);
	}

	/** The sum of all samples with that name and those labels. */
	private static double value(String metrics, String name, String... labels) {
		return metrics.lines()
			.filter((line) -> line.startsWith(name + "{"))
			.filter((line) -> Set.of(labels).stream().allMatch(line::contains))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

}
