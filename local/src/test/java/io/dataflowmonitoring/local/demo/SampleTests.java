package io.dataflowmonitoring.local.demo;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SampleTests {

	@Test
	void readsNameLabelsAndValue() {
		assertThat(Sample.readAll("jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"} 1.5E7\n"))
			.containsExactly(new Sample("jvm_memory_used_bytes", Map.of("area", "heap", "id", "Tenured Gen"), 1.5e7));
	}

	@Test
	void readsASampleWithoutLabels() {
		assertThat(Sample.readAll("up 1\nempty{} 2")).containsExactly(new Sample("up", Map.of(), 1),
				new Sample("empty", Map.of(), 2));
	}

	@Test
	void leavesOutHelpTypeAndEmptyLines() {
		assertThat(Sample.readAll("# HELP up Whether {it} is up\n# TYPE up gauge\n\nup 1\n")).hasSize(1);
	}

	@Test
	void readsOnlyWhatIsWanted() {
		String exposition = "up{a=\"b\"} 1\nup_total 2\n# TYPE down gauge\ndown x\nup 3\n";
		assertThat(Sample.readAll(exposition, "up"::equals)).extracting(Sample::value).containsExactly(1.0, 3.0);
		assertThat(Sample.count(exposition)).isEqualTo(4);
	}

	@Test
	void leavesOutATimestamp() {
		assertThat(Sample.readAll("up{a=\"b\"} 1 1395066363000"))
			.containsExactly(new Sample("up", Map.of("a", "b"), 1));
	}

	@Test
	void undoesTheEscapesOfLabelValues() {
		assertThat(Sample.readAll("x{path=\"C:\\\\a,b}\",said=\"\\\"hi\\\"\\n\"} 1").get(0).labels())
			.isEqualTo(Map.of("path", "C:\\a,b}", "said", "\"hi\"\n"));
	}

	@Test
	void acceptsACommaAfterTheLastLabel() {
		assertThat(Sample.readAll("x{a=\"b\",} 1").get(0).labels()).isEqualTo(Map.of("a", "b"));
	}

	@Test
	void readsInfinitiesAndNotANumber() {
		assertThat(Sample.readAll("a +Inf\na -Inf\na NaN")).extracting(Sample::value)
			.containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "up", "up{a=\"b\" 1", "up{a=\"b\"}", "up one", "<html>" })
	void namesALineThatIsNoSample(String line) {
		assertThatIllegalArgumentException().isThrownBy(() -> Sample.readAll(line)).withMessageContaining(line);
	}

	@Test
	void hasLabelsOnlyIfAllOfThemAreThere() {
		Sample sample = new Sample("up", Map.of("a", "1", "b", "2"), 1);
		assertThat(sample.hasLabels(Map.of("a", "1"))).isTrue();
		assertThat(sample.hasLabels(Map.of("a", "2"))).isFalse();
		assertThat(sample.hasLabels(Map.of("a", "1", "c", "3"))).isFalse();
	}

}
