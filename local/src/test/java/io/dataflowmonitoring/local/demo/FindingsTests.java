package io.dataflowmonitoring.local.demo;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FindingsTests {

	@Test
	void everythingIsMissingAtFirst() {
		assertThat(new Findings(false, 0).missing()).containsExactly(
				"No metrics of demo-source came through the proxy.",
				"No metrics of demo-processor came through the proxy.",
				"No metrics of demo-sink came through the proxy.", "No message reached demo-sink.",
				"No finished demo-task came through the proxy.");
	}

	@Test
	void nothingIsMissingOnceAllAppsATaskAndMessagesWereSeen() {
		Findings findings = new Findings(false, 0);
		findings.add(Readings.withTask("1", "0"));
		assertThat(findings.missing()).isEmpty();
	}

	@Test
	void whatWasSeenOnceStaysSeen() {
		Findings findings = new Findings(false, 0);
		findings.add(Readings.withTask("1", "0"));
		findings.add(Readings.withTask("2", "0"));
		findings.add(Readings.reading(Instant.EPOCH, "", ""));
		assertThat(findings.missing()).isEmpty();
		assertThat(findings.seen()).isEqualTo(
				"All was seen through the proxy: the three stream apps, 2 finished tasks, orders at the sink: 1.");
	}

	@Test
	void aSinkThatReceivedNothingIsReported() {
		Findings findings = new Findings(false, 0);
		findings.add(Readings.at(Instant.EPOCH, 0));
		assertThat(findings.missing()).containsExactly("No message reached demo-sink.",
				"No finished demo-task came through the proxy.");
	}

	@Test
	void aTaskThatFailedIsNoFinishedTask() {
		Findings findings = new Findings(false, 0);
		findings.add(Readings.withTask("1", "1"));
		assertThat(findings.missing()).containsExactly("No finished demo-task came through the proxy.");
	}

	@Test
	void whatPrometheusDoesNotHaveIsReportedWithTheQuestionAsked() throws Exception {
		Findings findings = new Findings(true, 0);
		findings.add(Readings.withTask("1", "0"));
		try (HttpFake prometheus = new HttpFake()) {
			prometheus.answer("/api/v1/query", (query) -> answer(!query.contains("demo_orders_received_total")));
			findings.add(new PrometheusReader(prometheus.client(), prometheus.uri()));
		}
		assertThat(findings.missing()).containsExactly("Prometheus does not have demo-sink: "
				+ "demo_orders_received_total{application_name=\"demo-sink\",stream_name=\"demo\"}");
	}

	@Test
	void nothingIsMissingOncePrometheusHasItAll() throws Exception {
		Findings findings = new Findings(true, 0);
		findings.add(Readings.withTask("1", "0"));
		try (HttpFake prometheus = new HttpFake()) {
			prometheus.answer("/api/v1/query", (query) -> answer(true));
			findings.add(new PrometheusReader(prometheus.client(), prometheus.uri()));
		}
		assertThat(findings.missing()).isEmpty();
	}

	@Test
	void allSimulatedAppsMustHaveBeenConnectedAtTheSameTime() {
		Findings findings = new Findings(false, 3);
		findings.add(Readings.withTask("1", "0"));
		findings.add(Readings.withSimulatedApps());
		assertThat(findings.missing()).containsExactly("Of 3 simulated apps, 2 were connected.");
		Findings enough = new Findings(false, 2);
		enough.add(Readings.withTask("1", "0"));
		enough.add(Readings.withSimulatedApps());
		assertThat(enough.missing()).isEmpty();
		assertThat(enough.seen()).isEqualTo("All was seen through the proxy: the three stream apps, 2 simulated apps, "
				+ "1 finished task, orders at the sink: 1.");
	}

	private static String answer(boolean hasResult) {
		return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[%s]}}"
			.formatted(hasResult ? "{\"metric\":{},\"value\":[1,\"1\"]}" : "");
	}

}
