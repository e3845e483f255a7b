package io.dataflowmonitoring.local.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableDisplayTests {

	private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

	private final TableDisplay plain = display(false);

	@Test
	void theTableHasARowForEachAppAndOneForAll() {
		assertThat(this.plain.lines(Statuses.at(Duration.ofSeconds(65)))).containsExactly("",
				"  app              state        messages/s   messages   samples    scrape",
				"  demo-source      connected          10.0        420       310      5 ms",
				"  demo-sink        starting            0.0          0         -         -",
				"  all                                                       974     12 ms", "",
				"  tasks done 2 (1 running), 1 failed   final pushes kept 2   running for 01:05");
	}

	@Test
	void theSimulatedAppsShareARow() {
		assertThat(this.plain.lines(Statuses.withSimulatedApps()))
			.contains("  simulated apps   48 of 50                                4512     12 ms")
			.allMatch((line) -> line.length() <= 80);
		assertThat(String.join("", display(true).lines(Statuses.withSimulatedApps()))).contains("\u001b[33m48 of 50");
	}

	@Test
	void theTableFitsAnOrdinaryTerminal() {
		assertThat(this.plain.lines(Statuses.at(Duration.ofHours(1)))).allMatch((line) -> line.length() <= 80);
	}

	@Test
	void aProblemIsShown() {
		assertThat(this.plain.lines(Statuses.withProblem("no answer"))).contains("  no answer");
	}

	@Test
	void coloursAreLeftOutWhereTheyAreNotWanted() {
		assertThat(String.join("", this.plain.lines(Statuses.at(Duration.ZERO)))).doesNotContain("\u001b");
		assertThat(String.join("", display(true).lines(Statuses.at(Duration.ZERO)))).contains("\u001b[32mconnected");
	}

	@Test
	void theNextTableIsDrawnOverTheLastOne() {
		this.plain.show(Statuses.at(Duration.ZERO));
		assertThat(output()).doesNotContain("\u001b[7A");
		this.plain.show(Statuses.at(Duration.ZERO));
		assertThat(output()).contains("\u001b[7A\u001b[J");
	}

	@Test
	void whatIsSaidStaysAboveTheTable() {
		this.plain.show(Statuses.at(Duration.ZERO));
		this.plain.say("Look");
		assertThat(output()).endsWith("\u001b[7A\u001b[JLook\n");
		this.plain.show(Statuses.at(Duration.ZERO));
		assertThat(output()).containsOnlyOnce("\u001b[7A");
	}

	@Test
	void theLastTableStaysAboveWhatIsSaidInTheEnd() {
		this.plain.show(Statuses.at(Duration.ZERO));
		this.plain.finish();
		this.plain.show(Statuses.withProblem("no answer"));
		this.plain.say("Done");
		assertThat(output()).endsWith("\u001b[?7hDone\n").doesNotContain("\u001b[7A", "no answer");
	}

	@Test
	void wrappingIsOffOnlyWhileTheTableIsDrawn() {
		this.plain.show(Statuses.at(Duration.ZERO));
		assertThat(output()).startsWith("\u001b[?7l").endsWith("\u001b[?7h");
	}

	private TableDisplay display(boolean colours) {
		return new TableDisplay(new PrintStream(this.terminal, true, StandardCharsets.UTF_8), colours);
	}

	private String output() {
		return this.terminal.toString(StandardCharsets.UTF_8);
	}

}
