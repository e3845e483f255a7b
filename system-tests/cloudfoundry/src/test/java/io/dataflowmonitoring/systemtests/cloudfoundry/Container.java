package io.dataflowmonitoring.systemtests.cloudfoundry;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.dataflowmonitoring.local.process.ChildCommand;
import io.dataflowmonitoring.systemtests.cloudfoundry.Manifest.Application;
import org.jspecify.annotations.Nullable;

/**
 * A container as Cloud Foundry starts it, with the variables of "Cloud Foundry
 * environment variables" (docs.cloudfoundry.org, devguide/deploy-apps) and the limits
 * that the Java buildpack calculates. What it is told besides is only what differs on one
 * machine: ports, and that nothing listens on other interfaces.
 */
final class Container {

	static final String ORGANIZATION = "shop";

	static final String SPACE = "test";

	private final Application app;

	private final String guid = UUID.randomUUID().toString();

	private final @Nullable Integer index;

	private final int port;

	private final Map<String, String> environment = new LinkedHashMap<>();

	private Container(Application app, @Nullable Integer index, int port, String brokers) {
		this.app = app;
		this.index = index;
		this.port = port;
		this.environment.put("VCAP_APPLICATION", vcapApplication());
		this.environment.put("VCAP_SERVICES", vcapServices(brokers));
		this.environment.put("CF_INSTANCE_GUID", this.guid);
		this.environment.put("CF_INSTANCE_IP", "10.0.4.17");
		this.environment.put("CF_INSTANCE_INTERNAL_IP", "10.255.12.34");
		this.environment.put("MEMORY_LIMIT", app.memory() + "m");
		this.environment.put("USER", "vcap");
		this.environment.put("LANG", "en_US.UTF-8");
		this.environment.put("MALLOC_ARENA_MAX", "2");
		if (index != null) {
			this.environment.put("CF_INSTANCE_INDEX", index.toString());
			this.environment.put("INSTANCE_INDEX", index.toString());
			this.environment.put("INSTANCE_GUID", this.guid);
			this.environment.put("CF_INSTANCE_ADDR", "10.0.4.17:61045");
			this.environment.put("CF_INSTANCE_PORT", "61045");
			this.environment.put("CF_INSTANCE_PORTS", "[{\"external\":61045,\"internal\":" + port + "}]");
			this.environment.put("VCAP_APP_HOST", "0.0.0.0");
			this.environment.put("VCAP_APP_PORT", Integer.toString(port));
			this.environment.put("PORT", Integer.toString(port));
		}
		// By the buildpack's command: SERVER_PORT=$PORT.
		this.environment.put("SERVER_PORT", (index != null) ? Integer.toString(port) : "");
		this.environment.put("SERVER_ADDRESS", "127.0.0.1");
		this.environment.putAll(app.environment());
	}

	/**
	 * An instance of an app.
	 * @param app the app
	 * @param index the instance's index
	 * @param port the port that it listens on
	 * @param brokers the address of Kafka, for an app that is bound to that service
	 * @return the container
	 */
	static Container instance(Application app, int index, int port, String brokers) {
		return new Container(app, index, port, brokers);
	}

	/**
	 * A run of a task, which has neither an index nor a port.
	 * @param app the app
	 * @return the container
	 */
	static Container task(Application app) {
		return new Container(app, null, 0, "");
	}

	/** Sets what differs on one machine. */
	Container with(String variable, String value) {
		this.environment.put(variable, value);
		return this;
	}

	String name() {
		return this.app.name();
	}

	String index() {
		return String.valueOf(this.index);
	}

	String guid() {
		return this.guid;
	}

	URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	/** Where Cloud Foundry looks whether the app is alive. */
	URI healthCheck() {
		return uri(this.app.text("health-check-http-endpoint"));
	}

	/**
	 * The process in the container.
	 * @param jar the app's jar
	 * @param directory the container's disk
	 * @return the command
	 */
	ChildCommand command(Path jar, Path directory) {
		ChildCommand command = ChildCommand.jar(this.app.name(), jar)
			.jvmOptions(this.app.jvmOptions())
			// Sparing: the machine of the tests is smaller than a cell.
			.jvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
			.directory(directory);
		for (Map.Entry<String, String> variable : this.environment.entrySet()) {
			command = command.environment(variable.getKey(), variable.getValue());
		}
		return command;
	}

	private String vcapApplication() {
		String ofAnInstance = (this.index == null) ? "" : """
				"host": "0.0.0.0", "instance_id": "%s", "instance_index": %d, "port": %d,
				"process_id": "33b96f45-6d8a-4b9f-8a9c-6b8a3f6f5d11", "process_type": "web",
				""".formatted(this.guid, this.index, this.port);
		return """
				{
				  "application_id": "fa05c1a9-0fc1-4fbd-bae1-139850dec7a3", "application_name": "%1$s",
				  "application_uris": [], "application_version": "fb8fbcc6-8d58-479e-bcc7-3b4ce5a7f0ca",
				  "cf_api": "https://api.example.com", %2$s
				  "limits": {"disk": 512, "fds": 16384, "mem": %3$d}, "name": "%1$s",
				  "organization_id": "c0134bad-97a9-468d-ab9d-e97547e3aed5", "organization_name": "%4$s",
				  "space_id": "06450c72-4669-4dc6-8096-45f9777db68a", "space_name": "%5$s",
				  "uris": [], "users": null, "version": "fb8fbcc6-8d58-479e-bcc7-3b4ce5a7f0ca"
				}
				""".formatted(this.app.name(), ofAnInstance, this.app.memory(), ORGANIZATION, SPACE);
	}

	private String vcapServices(String brokers) {
		return this.app.services().isEmpty() ? "{}" : """
				{
				  "user-provided": [{
				    "binding_guid": "9e4d3b5f-0a0e-4d9f-9d5f-1c7a7d2e8c11", "binding_name": null,
				    "credentials": {"brokers": "%2$s"}, "instance_guid": "1b7a5b60-9d51-4c6d-8a53-a0b7e0a4d7c2",
				    "instance_name": "%1$s", "label": "user-provided", "name": "%1$s",
				    "syslog_drain_url": null, "tags": [], "volume_mounts": []
				  }]
				}
				""".formatted(this.app.services().get(0), brokers);
	}

}
