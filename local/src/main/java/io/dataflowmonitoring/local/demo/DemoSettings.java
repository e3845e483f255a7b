package io.dataflowmonitoring.local.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What one run of the demo is asked to do.
 *
 * @param project the folder of the checkout, with the built jars
 * @param dataFlow the version of the Spring Cloud Data Flow server that is to deploy the
 * apps; empty: the demo starts them itself
 * @param directory the folder for this run's data and logs
 * @param ports the ports
 * @param ordersPerSecond how many orders the source makes each second
 * @param faults how slow and faulty the apps are to be
 * @param simulatedApps how many simulated apps run beside the real ones
 * @param taskInterval the time from one start of the task to the next
 * @param duration how long to run once all apps are connected; empty: until ended from
 * outside
 * @param prometheus the program of Prometheus, if it is to run
 * @param grafana the program of Grafana, if it is to run
 */
record DemoSettings(Path project, Optional<String> dataFlow, Path directory, Ports ports, int ordersPerSecond,
		Faults faults, int simulatedApps, Duration taskInterval, Optional<Duration> duration, Optional<Path> prometheus,
		Optional<Path> grafana) {

	URI proxyUri() {
		return URI.create("http://127.0.0.1:" + this.ports.proxy());
	}

	URI dataFlowUri() {
		return URI.create("http://127.0.0.1:" + this.ports.dataFlow());
	}

	URI prometheusUri() {
		return URI.create("http://127.0.0.1:" + this.ports.prometheus());
	}

	URI grafanaUri() {
		return URI.create("http://127.0.0.1:" + this.ports.grafana());
	}

	Path logs() {
		return this.directory.resolve("logs");
	}

	Path data() {
		return this.directory.resolve("data");
	}

}
