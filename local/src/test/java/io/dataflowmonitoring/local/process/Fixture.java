package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpServer;

/**
 * A child process for tests that does what its first argument says.
 */
public final class Fixture {

	private Fixture() {
	}

	/**
	 * The command that starts it.
	 * @param arguments what to do, and with what
	 * @return the command
	 */
	public static ChildCommand command(String... arguments) {
		return ChildCommand.mainClass("fixture", "target/classes:target/test-classes", Fixture.class.getName())
			.jvmOptions("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
			.arguments(arguments);
	}

	/**
	 * Does it.
	 * @param arguments what to do, and with what
	 * @throws IOException if a socket or a process cannot be had
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] arguments) throws IOException, InterruptedException {
		switch (arguments[0]) {
			case "exit" -> System.exit(Integer.parseInt(arguments[1]));
			case "wait" -> await();
			case "ignore-sigterm" -> {
				Runtime.getRuntime().addShutdownHook(new Thread(Fixture::await));
				await();
			}
			case "listen" -> {
				try (ServerSocket socket = new ServerSocket(Integer.parseInt(arguments[1]), 1,
						InetAddress.getLoopbackAddress())) {
					socket.accept();
					await();
				}
			}
			case "serve" -> {
				HttpServer server = HttpServer
					.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])), 0);
				server.createContext("/ready", (exchange) -> {
					exchange.sendResponseHeaders(200, -1);
					exchange.close();
				});
				server.start();
			}
			case "parent" -> {
				ChildProcesses children = new ChildProcesses(Path.of(arguments[1]));
				System.out.println("child " + children.start(command("wait")).pid());
				await();
			}
			case "shell-parent" -> {
				Process shell = new ProcessBuilder(List.of("sh", "-c", "sleep 1000 & echo $!; wait")).inheritIO()
					.start();
				shell.waitFor();
			}
			case "print" -> {
				System.out.println(System.getenv("FIXTURE_VARIABLE"));
				System.out.println(System.getProperty("fixture.property"));
				System.out.println(Path.of("").toAbsolutePath());
				System.err.println("to standard error");
				System.out.println("input ends: " + (System.in.read() == -1));
			}
			default -> throw new IllegalArgumentException(arguments[0]);
		}
	}

	private static void await() {
		System.out.println("waiting");
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
