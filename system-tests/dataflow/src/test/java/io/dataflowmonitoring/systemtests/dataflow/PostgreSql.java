package io.dataflowmonitoring.systemtests.dataflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.local.process.FreePorts;
import io.dataflowmonitoring.local.process.Readiness;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A PostgreSQL server on a free port, with one database and one user. It is Debian's, but
 * not the service that Debian's package starts.
 */
final class PostgreSql {

	static final String USER = "dataflow";

	static final String PASSWORD = "not-to-be-seen-in-ps";

	/** Debian leaves the server's programs out of the PATH. */
	private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final Processes processes;

	private final Path programs;

	private final Path folder;

	private final int port = FreePorts.find(1).get(0);

	private PostgreSql(Processes processes, Path programs, Path folder) {
		this.processes = processes;
		this.programs = programs;
		this.folder = folder;
	}

	/**
	 * Starts a server, and creates the database {@code dataflow}. Without the programs
	 * the test is skipped, or fails in continuous integration.
	 * @param processes starts it, and ends it with the test class
	 * @param folder an empty folder that every user can get to; what is in it then
	 * belongs to the user {@code postgres} if this process is root's, since PostgreSQL
	 * does not run as root
	 */
	static PostgreSql start(Processes processes, Path folder) throws IOException, InterruptedException {
		Path initdb = Tools.require(initdb(),
				"initdb is not there; it comes with PostgreSQL (Debian: apt-get install postgresql)");
		PostgreSql server = new PostgreSql(processes, initdb.toRealPath().getParent(), folder);
		server.start();
		return server;
	}

	private static Optional<Path> initdb() throws IOException {
		Optional<Path> onPath = Tools.find("initdb");
		if (onPath.isPresent() || !Files.isDirectory(DEBIAN)) {
			return onPath;
		}
		try (Stream<Path> versions = Files.list(DEBIAN)) {
			return versions.map((version) -> version.resolve("bin/initdb"))
				.filter(Files::isExecutable)
				.max(Comparator.naturalOrder());
		}
	}

	private void start() throws IOException, InterruptedException {
		Path password = Files.writeString(this.folder.resolve("password"), PASSWORD);
		if (isRoot()) {
			for (Path file : new Path[] { this.folder, password }) {
				Files.setOwner(file,
						file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
			}
		}
		String data = this.folder.resolve("data").toString();
		run(command("initdb", "--pgdata=" + data, "--username=" + USER, "--auth=scram-sha-256", "--pwfile=" + password,
				"--encoding=UTF8", "--locale=C", "--no-sync"));
		this.processes
			.start(command("postgres", "-D", data, "-p", String.valueOf(this.port), "-c", "listen_addresses=127.0.0.1",
					"-c", "unix_socket_directories=", "-c", "fsync=off"))
			.awaitReady(Readiness.logLine("ready to accept connections"), TIMEOUT);
		run(client("createdb", "dataflow"));
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	/** Not runuser or su, which stay as parents, between the server and its signals. */
	private ChildCommand command(String program, String... arguments) {
		Path executable = this.programs.resolve(program);
		ChildCommand command = isRoot()
				? ChildCommand.program(program, Path.of("/usr/bin/setpriv"))
					.arguments("--reuid=postgres", "--regid=postgres", "--init-groups", executable.toString())
				: ChildCommand.program(program, executable);
		return command.arguments(arguments).directory(this.folder);
	}

	private ChildCommand client(String program, String... arguments) {
		return command(program, "--host=127.0.0.1", "--port=" + this.port, "--username=" + USER)
			.environment("PGPASSWORD", PASSWORD)
			.arguments(arguments);
	}

	private String run(ChildCommand command) throws InterruptedException {
		var process = this.processes.start(command);
		int exitCode = process.awaitExit(TIMEOUT);
		String output = String.join("\n", process.lastLogLines(Integer.MAX_VALUE));
		assertThat(exitCode).as("%s: %s", command, output).isZero();
		return output;
	}

	/** Returns the URL of the database, as JDBC wants it. */
	String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/dataflow";
	}

	/**
	 * Asks the database.
	 * @param sql a query
	 * @return the rows as text, a line each, with {@code |} between their values
	 */
	String query(String sql) throws InterruptedException {
		return run(
				client("psql", "--no-psqlrc", "--tuples-only", "--no-align", "--dbname=dataflow", "--command=" + sql));
	}

}
