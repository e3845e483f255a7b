package io.dataflowmonitoring.local.demo;

import java.util.List;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

class PortOptionsTests {

	@Test
	void withoutOptionsTheWellKnownPortsAreUsed() {
		Ports ports = options().resolve(false, true, true, (port) -> true);
		assertThat(ports).isEqualTo(new Ports(9092, 9093, 8080, 7001, 8081, 8091, 8092, 8093, ports.skipper(),
				ports.dataFlow(), ports.database(), 9090, 3000));
	}

	@Test
	void withDataFlowThePortsOfItsServersAreUsedAndNotThoseOfTheApps() {
		Ports ports = options().resolve(true, true, true, (port) -> port < 8091 || port > 8093);
		assertThat(ports).isEqualTo(new Ports(9092, 9093, 8080, 7001, 8081, ports.source(), ports.processor(),
				ports.sink(), 7577, 9393, 19092, 9090, 3000));
	}

	@Test
	void aTakenPortIsNamedWithItsOption() {
		PortOptions options = options("--proxy-port=18080");
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> options.resolve(false, true, true, (port) -> port != 18080))
			.withMessage("Port 18080 is taken by another program: end it, or give another port with --proxy-port, "
					+ "or 0 for any free one.");
	}

	@Test
	void allTakenPortsAreNamedAtOnce() {
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> options().resolve(false, true, true, (port) -> false))
			.extracting(Throwable::getMessage, STRING)
			.hasLineCount(10);
	}

	@Test
	void thePortOfAProgramThatDoesNotRunMayBeTaken() {
		assertThat(
				options().resolve(false, false, false, (port) -> port != 9090 && port != 3000 && port != 9393).kafka())
			.isEqualTo(9092);
	}

	@Test
	void aPortGivenTwiceIsRefused() {
		PortOptions options = options("--kafka-port=8080");
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> options.resolve(false, true, true, (port) -> true))
			.withMessageStartingWith("--kafka-port and --proxy-port are both 8080");
	}

	@Test
	void aNumberThatIsNoPortIsRefused() {
		PortOptions options = options("--sink-port=65536");
		assertThatExceptionOfType(DemoException.class)
			.isThrownBy(() -> options.resolve(false, true, true, (port) -> true))
			.withMessageStartingWith("--sink-port 65536 is not a TCP port");
	}

	@Test
	void zeroIsAFreePortForEach() {
		Ports ports = options("--kafka-port=0", "--kafka-controller-port=0", "--proxy-port=0", "--tcp-port=0",
				"--websocket-port=0", "--source-port=0", "--processor-port=0", "--sink-port=0", "--skipper-port=0",
				"--dataflow-port=0", "--database-port=0", "--prometheus-port=0", "--grafana-port=0")
			.resolve(true, true, true, (port) -> true);
		assertThat(List.of(ports.kafka(), ports.kafkaController(), ports.proxy(), ports.tcp(), ports.websocket(),
				ports.source(), ports.processor(), ports.sink(), ports.skipper(), ports.dataFlow(), ports.database(),
				ports.prometheus(), ports.grafana()))
			.doesNotHaveDuplicates()
			.allMatch((port) -> port > 0);
	}

	private static PortOptions options(String... arguments) {
		PortOptions options = new PortOptions();
		CommandLine.populateCommand(options, arguments);
		return options;
	}

}
