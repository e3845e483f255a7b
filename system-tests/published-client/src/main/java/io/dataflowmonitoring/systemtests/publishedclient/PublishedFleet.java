package io.dataflowmonitoring.systemtests.publishedclient;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheus.rsocket.PrometheusRSocketClient;
import io.rsocket.transport.ClientTransport;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.client.WebsocketClientTransport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.TcpClient;

/**
 * Many published clients in one process, over one set of event loops, for benchmarks.
 * Reads commands, a line each, confirms each with a line, and ends when its input does.
 */
@Command(name = "published-client fleet", mixinStandardHelpOptions = true,
		description = {
				"Apps that are monitored through the published client. Commands on standard input, a line each:",
				"connect <count> <port> <tcp|websocket>, reconnect, leave <count>,",
				"ready: a second line says how many have their proxy's key" })
final class PublishedFleet implements Callable<Integer> {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final Deque<App> apps = new ArrayDeque<>();

	@Option(names = "--exposition", required = true, description = "File with what each app answers")
	private Path exposition = Path.of("");

	@Option(names = "--number", required = true, description = "What stands in it for an app's number")
	private String placeholder = "";

	private int nextNumber;

	@Override
	public Integer call() throws IOException {
		String template = Files.readString(this.exposition);
		BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		System.out.println("ready");
		String line = input.readLine();
		while (line != null) {
			// Confirmed before it is done: whoever measures starts the clock now.
			System.out.println("ok " + line);
			run(template, line.split(" ", -1));
			line = input.readLine();
		}
		return CommandLine.ExitCode.OK;
	}

	private void run(String template, String[] command) {
		switch (command[0]) {
			case "connect" -> {
				int port = Integer.parseInt(command[2]);
				ClientTransport transport = transport(port, command[3].equals("websocket"));
				for (int i = 0; i < Integer.parseInt(command[1]); i++) {
					String number = String.format("%0" + this.placeholder.length() + "d", this.nextNumber++);
					this.apps.add(new App(this.registry, () -> template.replace(this.placeholder, number), transport));
				}
			}
			case "reconnect" -> {
				this.apps.forEach(App::leave);
				this.apps.forEach(App::join);
			}
			case "ready" -> System.out.println(this.apps.stream().filter(App::isReady).count());
			case "leave" -> {
				for (int i = 0; i < Integer.parseInt(command[1]) && !this.apps.isEmpty(); i++) {
					this.apps.remove().leave();
				}
			}
			default -> throw new IllegalArgumentException("Unknown command " + command[0]);
		}
	}

	/** Without Reactor Netty's pool, in which one process has at most 500 connections. */
	private static ClientTransport transport(int port, boolean websocket) {
		return websocket ? WebsocketClientTransport.create(HttpClient.newConnection().host("127.0.0.1").port(port), "/")
				: TcpClientTransport.create(TcpClient.newConnection().host("127.0.0.1").port(port));
	}

	private static final class App {

		private final PrometheusRSocketClient.Builder builder;

		private PrometheusRSocketClient client;

		/** Whether the proxy has sent its key, which is what a scrape needs. */
		private volatile boolean ready;

		App(MeterRegistry registry, Supplier<String> exposition, ClientTransport transport) {
			this.builder = PrometheusRSocketClient.build(registry, exposition, transport)
				.doOnKeyReceived(() -> this.ready = true);
			this.client = this.builder.connect();
		}

		void join() {
			this.client = this.builder.connect();
		}

		void leave() {
			this.client.close();
			this.ready = false;
		}

		boolean isReady() {
			return this.ready;
		}

	}

}
