package io.dataflowmonitoring.systemtests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcesses;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The processes of one test class: ended when the class is done, whatever happened. Their
 * logs are in {@code target/logs/<class>}; when a test fails, the end of each is printed.
 */
public final class Processes implements BeforeAllCallback, AfterAllCallback, TestWatcher {

	private static final String BEFORE_ALL = "Not before the test class begins";

	private static final int LOG_LINES_ON_FAILURE = 30;

	private final List<ChildProcess> started = new ArrayList<>();

	private @Nullable ChildProcesses children;

	private @Nullable Path directory;

	@Override
	public void beforeAll(ExtensionContext context) throws IOException {
		Path logs = Path.of(System.getProperty("project.target", "target"), "logs",
				context.getRequiredTestClass().getSimpleName());
		deleteRecursively(logs);
		this.directory = logs.toAbsolutePath();
		this.children = new ChildProcesses(logs);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		// A failed @BeforeAll; that is nothing a TestWatcher hears of.
		context.getExecutionException().ifPresent((failure) -> printLogs(context));
		children().close();
	}

	@Override
	public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
		printLogs(context);
	}

	private void printLogs(ExtensionContext context) {
		System.err.println(context.getDisplayName() + " failed. The end of the logs in " + this.directory + ":");
		for (ChildProcess process : this.started) {
			System.err
				.println("---- " + process + (process.isAlive() ? ", running" : ", ended: " + process.exitCode()));
			process.lastLogLines(LOG_LINES_ON_FAILURE).forEach(System.err::println);
		}
	}

	/**
	 * Returns a folder for files that the processes need, beside their logs.
	 * @return an absolute path
	 */
	public Path directory() {
		return Objects.requireNonNull(this.directory, BEFORE_ALL);
	}

	/**
	 * Starts a process.
	 * @param command what to start
	 * @return the process, just started
	 */
	public ChildProcess start(ChildCommand command) {
		ChildProcess process = children().start(command);
		this.started.add(process);
		return process;
	}

	/**
	 * Asks the process to end (SIGTERM) and waits until it has.
	 * @param process the process
	 */
	public void stop(ChildProcess process) {
		children().stop(List.of(process), Duration.ofSeconds(20));
	}

	/**
	 * Kills the process (SIGKILL), so that it cannot say anything any more.
	 * @param process the process
	 * @throws InterruptedException if this thread was interrupted
	 */
	public void kill(ChildProcess process) throws InterruptedException {
		ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
		process.awaitExit(Duration.ofSeconds(10));
	}

	private ChildProcesses children() {
		return Objects.requireNonNull(this.children, BEFORE_ALL);
	}

	private static void deleteRecursively(Path directory) throws IOException {
		if (Files.exists(directory)) {
			try (Stream<Path> files = Files.walk(directory)) {
				for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
					Files.delete(file);
				}
			}
		}
	}

}
