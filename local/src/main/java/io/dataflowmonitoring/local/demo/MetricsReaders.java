package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.dataflowmonitoring.local.process.ChildCommand;

/**
 * What keeps and draws the metrics that the proxy has: Prometheus and Grafana, as far as
 * they are to run.
 */
final class MetricsReaders {

	private final DemoSettings settings;

	MetricsReaders(DemoSettings settings) {
		this.settings = settings;
	}

	/**
	 * Writes their configuration of this run.
	 * @return the commands to start them
	 * @throws IOException if a configuration cannot be written
	 */
	List<ChildCommand> commands() throws IOException {
		List<ChildCommand> commands = new ArrayList<>();
		Path prometheus = this.settings.prometheus().orElse(null);
		if (prometheus != null) {
			commands.add(new Prometheus(this.settings).command(prometheus));
		}
		Path grafana = this.settings.grafana().orElse(null);
		if (grafana != null) {
			commands.add(new Grafana(this.settings).command(grafana));
		}
		return commands;
	}

}
