package io.dataflowmonitoring.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.ChildProcess;
import io.dataflowmonitoring.local.process.ChildProcesses;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * The processes of one test class: ended when the class is done, whatever happened. Their
 * logs are in {@code target/logs/<class>}; when a test fails, the end of each is printed.
 */
final class Processes implements BeforeAllCallback, AfterAllCallback, TestWatcher {

	private static final int LOG_LINES_ON_FAILURE = 30;

	private final List<ChildProcess> started = new ArrayList<>();

	private ChildProcesses children;

	private Path directory;

	@Override
	public void beforeAll(ExtensionContext context) throws IOException {
		this.directory = Path.of(System.getProperty("project.target"), "logs",
				context.getRequiredTestClass().getSimpleName());
		deleteRecursively(this.directory);
		this.children = new ChildProcesses(this.directory);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		// A failed @BeforeAll; that is nothing a TestWatcher hears of.
		context.getExecutionException().ifPresent((failure) -> printLogs(context));
		this.children.close();
	}

	@Override
	public void testFailed(ExtensionContext context, Throwable cause) {
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

	/** A folder for files that the processes need, beside their logs. */
	Path directory() {
		return this.directory;
	}

	ChildProcess start(ChildCommand command) {
		ChildProcess process = this.children.start(command);
		this.started.add(process);
		return process;
	}

	/** Asks the process to end (SIGTERM) and waits until it has. */
	void stop(ChildProcess process) {
		this.children.stop(List.of(process), Duration.ofSeconds(20));
	}

	/** Kills the process (SIGKILL), so that it cannot say anything any more. */
	void kill(ChildProcess process) throws InterruptedException {
		ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
		process.awaitExit(Duration.ofSeconds(10));
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
