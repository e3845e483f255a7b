package io.dataflowmonitoring.local.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A table redrawn in place, on a terminal that knows the ANSI control sequences.
 */
final class TableDisplay implements Display {

	private static final String ESCAPE = "\u001b[";

	// A line that wraps would take two rows, and the next table would be drawn too low:
	// so
	// the terminal cuts lines off while the table is drawn (DEC private mode 7).
	private static final String NO_WRAP = ESCAPE + "?7l";

	private static final String WRAP = ESCAPE + "?7h";

	private static final String CLEAR_BELOW = ESCAPE + "J";

	private static final String GREEN = "32";

	private static final String YELLOW = "33";

	private static final String RED = "31";

	private static final String BOLD = "1";

	private final PrintStream out;

	private final boolean colours;

	private int height;

	private boolean finished;

	/**
	 * Creates it.
	 * @param out the terminal
	 * @param colours whether to use colours
	 */
	TableDisplay(PrintStream out, boolean colours) {
		this.out = out;
		this.colours = colours;
	}

	@Override
	public synchronized void say(String text) {
		this.out.print(overTheTable() + text + "\n");
		this.out.flush();
		this.height = 0;
	}

	@Override
	public synchronized void show(Status status) {
		if (this.finished) {
			return;
		}
		List<String> lines = lines(status);
		// In one piece, so that Ctrl-C never leaves the terminal without wrapping.
		this.out.print(NO_WRAP + overTheTable() + String.join("\n", lines) + "\n" + WRAP);
		this.out.flush();
		this.height = lines.size();
	}

	@Override
	public synchronized void finish() {
		this.finished = true;
		this.height = 0;
	}

	private String overTheTable() {
		return (this.height > 0) ? ESCAPE + this.height + "A" + CLEAR_BELOW : "";
	}

	List<String> lines(Status status) {
		List<String> lines = new ArrayList<>();
		lines.add("");
		lines.add(styled(BOLD, "  %-16s %-10s %12s %10s %9s %9s".formatted("app", "state", "messages/s", "messages",
				"samples", "scrape")));
		for (Status.App app : status.apps()) {
			String state = app.up() ? styled(GREEN, "%-10s".formatted("connected"))
					: styled(YELLOW, "%-10s".formatted("starting"));
			lines.add(String.format(Locale.ROOT, "  %-16s %s %12.1f %10d %9s %9s", app.name(), state,
					app.messagesPerSecond(), app.messages(), samples(app.samples()),
					milliseconds(app.scrapeSeconds())));
		}
		status.simulated().ifPresent((simulated) -> lines.add(simulated(simulated)));
		lines.add("  %-16s %-10s %12s %10s %9d %9s".formatted("all", "", "", "", status.samples(),
				status.scrape().toMillis() + " ms"));
		lines.add("");
		lines.add("  tasks done %d%s%s   final pushes kept %d   running for %s".formatted(status.tasks().seen(),
				(status.tasks().running() > 0) ? " (1 running)" : "", failed(status.tasks().failed()),
				status.pushesKept(), Times.clock(status.elapsed())));
		status.problem().ifPresent((problem) -> lines.add("  " + styled(RED, problem)));
		return lines;
	}

	private String simulated(Status.Simulated simulated) {
		String state = styled((simulated.up() == simulated.apps()) ? GREEN : YELLOW,
				"%-10s".formatted(simulated.state()));
		return "  %-16s %s %12s %10s %9d %9s".formatted("simulated apps", state, "", "", simulated.samples(),
				milliseconds(simulated.scrapeSeconds()));
	}

	private String failed(long count) {
		return (count > 0) ? ", " + styled(RED, count + " failed") : "";
	}

	private String styled(String style, String text) {
		return this.colours ? ESCAPE + style + "m" + text + ESCAPE + "0m" : text;
	}

	private static String samples(OptionalDouble count) {
		return count.isPresent() ? Long.toString(Math.round(count.getAsDouble())) : "-";
	}

	private static String milliseconds(OptionalDouble seconds) {
		return seconds.isPresent() ? Math.round(seconds.getAsDouble() * 1000) + " ms" : "-";
	}

}
