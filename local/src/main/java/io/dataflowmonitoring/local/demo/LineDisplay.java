package io.dataflowmonitoring.local.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A plain line every 5 s: for files, pipes and build servers.
 */
final class LineDisplay implements Display {

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final PrintStream out;

	private @Nullable Duration last;

	private boolean finished;

	LineDisplay(PrintStream out) {
		this.out = out;
	}

	@Override
	public synchronized void say(String text) {
		this.out.println(text);
	}

	@Override
	public synchronized void show(Status status) {
		if (this.finished) {
			return;
		}
		if (this.last == null || status.elapsed().minus(this.last).compareTo(INTERVAL) >= 0) {
			this.last = status.elapsed();
			this.out.println(line(status));
		}
	}

	@Override
	public synchronized void finish() {
		this.finished = true;
	}

	static String line(Status status) {
		StringBuilder line = new StringBuilder(Times.clock(status.elapsed()));
		for (Status.App app : status.apps()) {
			line.append("  ").append(app.name());
			line.append(app.up() ? String.format(Locale.ROOT, " %.1f/s", app.messagesPerSecond()) : " starting");
		}
		status.simulated().ifPresent((simulated) -> line.append("  simulated ").append(simulated.state()));
		line.append("  scrape %d samples in %d ms".formatted(status.samples(), status.scrape().toMillis()));
		line.append("  tasks done %d".formatted(status.tasks().seen()));
		if (status.tasks().failed() > 0) {
			line.append(", failed %d".formatted(status.tasks().failed()));
		}
		line.append("  pushes kept %d".formatted(status.pushesKept()));
		status.problem().ifPresent((problem) -> line.append("  (").append(problem).append(')'));
		return line.toString();
	}

}
