package io.dataflowmonitoring.benchmarks.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MarkdownTableTests {

	@Test
	void alignsAllColumnsButTheFirstToTheRight() {
		MarkdownTable table = new MarkdownTable(List.of("what", "s"));
		table.add(List.of("scrape", "0.123"));
		assertThat(table).hasToString("""
				| what   |     s |
				| ------ | ----: |
				| scrape | 0.123 |
				""");
	}

	@Test
	void aRowHasAsManyCellsAsThereAreColumns() {
		assertThatIllegalArgumentException().isThrownBy(() -> new MarkdownTable(List.of("a")).add(List.of()));
	}

}
