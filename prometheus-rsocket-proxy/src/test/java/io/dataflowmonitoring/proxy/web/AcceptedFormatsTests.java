package io.dataflowmonitoring.proxy.web;

import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static io.dataflowmonitoring.wire.ExpositionFormat.OPENMETRICS_1_0_0;
import static io.dataflowmonitoring.wire.ExpositionFormat.PROTOBUF;
import static io.dataflowmonitoring.wire.ExpositionFormat.TEXT_0_0_4;
import static org.assertj.core.api.Assertions.assertThat;

class AcceptedFormatsTests {

	private static final String PROMETHEUS_2_42 = "application/openmetrics-text;version=1.0.0,"
			+ "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

	private static final String PROMETHEUS_2_42_NATIVE_HISTOGRAMS = "application/vnd.google.protobuf;"
			+ "proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,"
			+ "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

	private static final String PROMETHEUS_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
			+ "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
			+ "text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

	@Test
	void whatPrometheusSends() {
		assertThat(accepted(PROMETHEUS_2_42)).containsExactly(OPENMETRICS_1_0_0, TEXT_0_0_4);
		assertThat(accepted(PROMETHEUS_2_42_NATIVE_HISTOGRAMS)).containsExactly(PROTOBUF, OPENMETRICS_1_0_0,
				TEXT_0_0_4);
		assertThat(accepted(PROMETHEUS_3)).containsExactly(OPENMETRICS_1_0_0, TEXT_0_0_4);
	}

	@Test
	void protobufIsNeverTheBestOfWhatCanBeMerged() {
		AcceptedFormats accepted = AcceptedFormats.of(List.of(PROMETHEUS_2_42_NATIVE_HISTOGRAMS));
		assertThat(accepted.bestOf(AcceptedFormats.MERGEABLE)).isEqualTo(OPENMETRICS_1_0_0);
		assertThat(accepted.bestOf(EnumSet.of(TEXT_0_0_4))).isEqualTo(TEXT_0_0_4);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			*/*                                                            | TEXT_0_0_4
			text/*                                                         | TEXT_0_0_4
			application/*                                                  | TEXT_0_0_4
			text/html,application/xhtml+xml,*/*;q=0.8                      | TEXT_0_0_4
			application/json                                               | TEXT_0_0_4
			nonsense                                                       | TEXT_0_0_4
			text/plain;q=2                                                 | TEXT_0_0_4
			application/openmetrics-text                                   | OPENMETRICS_1_0_0
			Application/OpenMetrics-Text; Version=1.0.0; charset=utf-8     | OPENMETRICS_1_0_0
			application/openmetrics-text; version=0.0.1                    | TEXT_0_0_4
			application/openmetrics-text; version=2.0.0                    | TEXT_0_0_4
			application/openmetrics-text; version=1.0.0; q=0               | TEXT_0_0_4
			application/openmetrics-text; q=0.4, text/plain; q=0.5         | TEXT_0_0_4
			application/openmetrics-text; q=0.5, text/plain; q=0.4         | OPENMETRICS_1_0_0
			text/plain, application/openmetrics-text                       | OPENMETRICS_1_0_0
			text/plain; version=0.0.4; q=0, application/openmetrics-text; q=0.1 | OPENMETRICS_1_0_0
			application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited | PROTOBUF
			application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text      | TEXT_0_0_4
			application/vnd.google.protobuf; proto=other; encoding=delimited | TEXT_0_0_4
			""")
	void picksTheOnePreferred(String header, ExpositionFormat best) {
		assertThat(accepted(header).get(0)).isEqualTo(best);
	}

	@Test
	void severalHeadersAreOneList() {
		assertThat(accepted("text/plain;q=0.5", "application/openmetrics-text;q=0.9"))
			.containsExactly(OPENMETRICS_1_0_0, TEXT_0_0_4);
		assertThat(accepted()).containsExactly(TEXT_0_0_4);
	}

	private static List<ExpositionFormat> accepted(String... headers) {
		return AcceptedFormats.of(List.of(headers)).bestFirst();
	}

}
