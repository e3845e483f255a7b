package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Ends the child processes when this program has gone without ending them itself
 * ({@code kill -9}, out of memory). It is a shell that reads from a pipe which children
 * to watch; when this program goes, however it goes, the system closes the pipe. Where
 * there is no POSIX shell, there is no guard.
 */
final class Guard implements AutoCloseable {

	private static final Path SHELL = Path.of("/bin/sh");

	// Signals from a terminal (Ctrl-C) reach the guard too, but it must be the last to
	// go.
	private static final String SCRIPT = """
			trap '' HUP INT TERM
			any_alive() {
				for each in $children; do
					kill -s 0 "$each" && return
				done
				return 1
			}
			children=
			while read -r change child; do
				kept=
				for each in $children; do
					[ "$each" = "$child" ] || kept="$kept $each"
				done
				children=$kept
				[ "$change" = remove ] || children="$children $child"
			done
			[ -n "$children" ] || exit 0
			kill -s TERM $children
			seconds=0
			while [ "$seconds" -lt 5 ] && any_alive; do
				sleep 1
				seconds=$((seconds + 1))
			done
			kill -s KILL $children
			""";

	private final @Nullable Process shell;

	private final @Nullable PrintStream pipe;

	private Guard(@Nullable Process shell) {
		this.shell = shell;
		this.pipe = (shell != null) ? new PrintStream(shell.getOutputStream(), false, StandardCharsets.US_ASCII) : null;
	}

	static Guard start() throws IOException {
		if (!Files.isExecutable(SHELL)) {
			return new Guard(null);
		}
		return new Guard(new ProcessBuilder(SHELL.toString(), "-c", SCRIPT).redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start());
	}

	synchronized void add(long pid) {
		tell("add " + pid);
	}

	synchronized void remove(long pid) {
		tell("remove " + pid);
	}

	private void tell(String change) {
		if (this.pipe != null) {
			this.pipe.print(change + '\n');
			this.pipe.flush();
		}
	}

	@Override
	public synchronized void close() {
		if (this.pipe != null && this.shell != null) {
			this.pipe.close();
			this.shell.onExit().join();
		}
	}

}
