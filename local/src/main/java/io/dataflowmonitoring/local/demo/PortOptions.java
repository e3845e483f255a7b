package io.dataflowmonitoring.local.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

import io.dataflowmonitoring.local.process.FreePorts;
import picocli.CommandLine.Option;

/**
 * The options for the ports.
 */
final class PortOptions {

	private static final String KAFKA = "--kafka-port";

	private static final String KAFKA_CONTROLLER = "--kafka-controller-port";

	private static final String PROXY = "--proxy-port";

	private static final String TCP = "--tcp-port";

	private static final String WEBSOCKET = "--websocket-port";

	private static final String SOURCE = "--source-port";

	private static final String PROCESSOR = "--processor-port";

	private static final String SINK = "--sink-port";

	private static final String SKIPPER = "--skipper-port";

	private static final String DATA_FLOW = "--dataflow-port";

	private static final String DATABASE = "--database-port";

	private static final String PROMETHEUS = "--prometheus-port";

	private static final String GRAFANA = "--grafana-port";

	/** The options that have no effect with Data Flow. */
	static final List<String> WITHOUT_DATA_FLOW = List.of(SOURCE, PROCESSOR, SINK);

	/** The options that have no effect without it. */
	static final List<String> WITH_DATA_FLOW = List.of(SKIPPER, DATA_FLOW, DATABASE);

	@Option(names = KAFKA, paramLabel = "<port>", description = "Kafka, for the apps (default: ${DEFAULT-VALUE}).")
	private int kafka = 9092;

	@Option(names = KAFKA_CONTROLLER, paramLabel = "<port>",
			description = "Kafka, for itself (default: ${DEFAULT-VALUE}).")
	private int kafkaController = 9093;

	@Option(names = PROXY, paramLabel = "<port>", description = "The proxy's HTTP server (default: ${DEFAULT-VALUE}).")
	private int proxy = 8080;

	@Option(names = TCP, paramLabel = "<port>",
			description = "The proxy, for apps over TCP (default: ${DEFAULT-VALUE}).")
	private int tcp = 7001;

	@Option(names = WEBSOCKET, paramLabel = "<port>",
			description = "The proxy, for apps over WebSocket (default: ${DEFAULT-VALUE}).")
	private int websocket = 8081;

	@Option(names = SOURCE, paramLabel = "<port>",
			description = "demo-source, without --dataflow (default: ${DEFAULT-VALUE}).")
	private int source = 8091;

	@Option(names = PROCESSOR, paramLabel = "<port>",
			description = "demo-processor, without --dataflow (default: ${DEFAULT-VALUE}).")
	private int processor = 8092;

	@Option(names = SINK, paramLabel = "<port>",
			description = "demo-sink, without --dataflow (default: ${DEFAULT-VALUE}).")
	private int sink = 8093;

	@Option(names = SKIPPER, paramLabel = "<port>",
			description = "Skipper, with --dataflow (default: ${DEFAULT-VALUE}).")
	private int skipper = 7577;

	@Option(names = DATA_FLOW, paramLabel = "<port>",
			description = "Data Flow's server, with --dataflow (default: ${DEFAULT-VALUE}).")
	private int dataFlow = 9393;

	@Option(names = DATABASE, paramLabel = "<port>",
			description = "Data Flow's database, with --dataflow (default: ${DEFAULT-VALUE}).")
	private int database = 19092;

	@Option(names = PROMETHEUS, paramLabel = "<port>", description = "Prometheus (default: ${DEFAULT-VALUE}).")
	private int prometheus = 9090;

	@Option(names = GRAFANA, paramLabel = "<port>", description = "Grafana (default: ${DEFAULT-VALUE}).")
	private int grafana = 3000;

	/**
	 * Checks the ports and replaces each 0 with a free one.
	 * @param withDataFlow whether Data Flow starts the apps, on ports that it chooses
	 * @param withPrometheus whether Prometheus's port is needed
	 * @param withGrafana whether Grafana's port is needed
	 * @return the ports to use
	 * @throws DemoException if a port is taken, out of range or given twice; the message
	 * names its option
	 */
	Ports resolve(boolean withDataFlow, boolean withPrometheus, boolean withGrafana) {
		return resolve(withDataFlow, withPrometheus, withGrafana, FreePorts::isFree);
	}

	Ports resolve(boolean withDataFlow, boolean withPrometheus, boolean withGrafana, IntPredicate isFree) {
		List<Choice> choices = List.of(new Choice(KAFKA, this.kafka),
				new Choice(KAFKA_CONTROLLER, this.kafkaController), new Choice(PROXY, this.proxy),
				new Choice(TCP, this.tcp), new Choice(WEBSOCKET, this.websocket),
				Choice.of(SOURCE, this.source, !withDataFlow), Choice.of(PROCESSOR, this.processor, !withDataFlow),
				Choice.of(SINK, this.sink, !withDataFlow), Choice.of(SKIPPER, this.skipper, withDataFlow),
				Choice.of(DATA_FLOW, this.dataFlow, withDataFlow), Choice.of(DATABASE, this.database, withDataFlow),
				Choice.of(PROMETHEUS, this.prometheus, withPrometheus), Choice.of(GRAFANA, this.grafana, withGrafana));
		check(choices, isFree);
		Deque<Integer> free = freePorts(choices);
		List<Integer> ports = choices.stream()
			.map((choice) -> (choice.port() == 0) ? free.remove() : choice.port())
			.toList();
		return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(5),
				ports.get(6), ports.get(7), ports.get(8), ports.get(9), ports.get(10), ports.get(11), ports.get(12));
	}

	private static void check(List<Choice> choices, IntPredicate isFree) {
		List<String> problems = new ArrayList<>();
		Map<Integer, String> seen = new HashMap<>();
		for (Choice choice : choices) {
			int port = choice.port();
			if (port == 0) {
				continue;
			}
			String other = seen.putIfAbsent(port, choice.option());
			if (port < 0 || port > 65535) {
				problems.add("%s %d is not a TCP port: give 1 to 65535, or 0 for any free one."
					.formatted(choice.option(), port));
			}
			else if (other != null) {
				problems.add("%s and %s are both %d: give one of them another port, or 0 for any free one."
					.formatted(other, choice.option(), port));
			}
			else if (!isFree.test(port)) {
				problems.add(
						"Port %d is taken by another program: end it, or give another port with %s, or 0 for any free one."
							.formatted(port, choice.option()));
			}
		}
		if (!problems.isEmpty()) {
			throw new DemoException(String.join(System.lineSeparator(), problems));
		}
	}

	/** Enough free ports for all choices, without those that were given. */
	private static Deque<Integer> freePorts(List<Choice> choices) {
		List<Integer> given = choices.stream().map(Choice::port).toList();
		Deque<Integer> free = new ArrayDeque<>(FreePorts.find(2 * choices.size()));
		free.removeAll(given);
		return free;
	}

	private record Choice(String option, int port) {

		/** 0 for what does not run: no port of anyone can be in its way. */
		static Choice of(String option, int port, boolean runs) {
			return new Choice(option, runs ? port : 0);
		}

	}

}
