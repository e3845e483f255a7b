package io.dataflowmonitoring.systemtests.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsocket.transport.ClientTransport;

/**
 * Many apps that are all connected to one proxy.
 */
public final class Fleet implements AutoCloseable {

	private final List<SimulatedApp> apps;

	private Fleet(List<SimulatedApp> apps) {
		this.apps = List.copyOf(apps);
	}

	/**
	 * Creates apps and has them all connect at once.
	 * @param settings what they are like
	 * @param proxy where they connect
	 * @param network the threads that they share; the caller closes it after the fleet
	 * @return the fleet; its apps are connecting
	 */
	public static Fleet start(FleetSettings settings, ProxyAddress proxy, FleetNetwork network) {
		ClientTransport tcp = network.tcp(proxy);
		ClientTransport websocket = network.websocket(proxy);
		List<SimulatedApp> apps = new ArrayList<>(settings.apps());
		for (int i = 0; i < settings.apps(); i++) {
			boolean isWebsocket = settings.websocketEvery() > 0 && (i + 1) % settings.websocketEvery() == 0;
			apps.add(new SimulatedApp(identity(settings.name(), i), settings, isWebsocket ? websocket : tcp,
					network.executor()));
		}
		Fleet fleet = new Fleet(apps);
		fleet.apps.forEach(SimulatedApp::join);
		return fleet;
	}

	/**
	 * Returns the apps.
	 * @return all of them, connected or not
	 */
	public List<SimulatedApp> apps() {
		return this.apps;
	}

	/**
	 * Returns how many apps are connected and accepted.
	 * @return the number of apps
	 */
	public int ready() {
		return (int) this.apps.stream().filter(SimulatedApp::isReady).count();
	}

	/**
	 * Returns whether all apps are connected and accepted.
	 * @return whether they are
	 */
	public boolean isReady() {
		return this.apps.stream().allMatch(SimulatedApp::isReady);
	}

	/** Has all apps leave. */
	@Override
	public void close() {
		this.apps.forEach(SimulatedApp::leave);
	}

	/** The labels that the starter gives to an app of a stream. */
	private static Map<String, String> identity(String name, int number) {
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("application", name);
		labels.put("instance", name + '-' + number + ":8080");
		labels.put("stream_name", name + "-stream-" + number / 10);
		labels.put("application_name", name + '-' + number % 10);
		labels.put("application_type", "processor");
		labels.put("application_guid", name + '-' + number);
		labels.put("instance_index", "0");
		return labels;
	}

}
