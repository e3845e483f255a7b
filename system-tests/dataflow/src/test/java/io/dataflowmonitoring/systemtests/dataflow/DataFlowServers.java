package io.dataflowmonitoring.systemtests.dataflow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Real Data Flow servers for a test class:
 *
 * <pre>
 * &#64;RegisterExtension
 * static final DataFlowServers servers = new DataFlowServers();
 *
 * &#64;ParameterizedTest
 * &#64;EnumSource
 * void somethingIsDeployed(Version version) {
 *     DataFlow dataFlow = servers.shared(version);
 *     dataFlow.shell("dataflow/commands/register.shell");
 *     dataFlow.commands("stream create --name mine --definition \"demo-source | demo-sink\"");
 *     ...
 * }
 * </pre>
 *
 * A shared server is started when the first test wants it, and ended when all test
 * classes are done, since its start takes half a minute or more. So each test has streams
 * and tasks with names of its own, and undeploys and destroys them at its end. When a
 * test fails, the end of each log is printed that was written to since the class began.
 */
final class DataFlowServers implements BeforeAllCallback, AfterAllCallback, TestWatcher {

	private final Set<DataFlow> used = new LinkedHashSet<>();

	private final List<DataFlow> own = new ArrayList<>();

	private Store shared;

	private Path directory;

	private String testClass;

	private Instant begin;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.shared = context.getRoot().getStore(Namespace.create(DataFlowServers.class));
		this.directory = Path.of(System.getProperty("project.target", "target")).toAbsolutePath();
		this.testClass = context.getRequiredTestClass().getSimpleName();
		this.begin = Instant.now();
		// One field of a base class serves several classes, one after the other.
		this.used.clear();
		this.own.clear();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		// A failed @BeforeAll; that is nothing a TestWatcher hears of.
		context.getExecutionException().ifPresent((failure) -> printLogs());
		this.own.forEach(DataFlow::close);
	}

	@Override
	public void testFailed(ExtensionContext context, Throwable cause) {
		System.err.println(context.getDisplayName() + " failed.");
		printLogs();
	}

	private void printLogs() {
		this.used.forEach((dataFlow) -> dataFlow.printLogs(this.begin));
	}

	/**
	 * Returns the server of this version that all test classes share.
	 * @param version its version
	 * @return the server, healthy when it was started
	 */
	DataFlow shared(Version version) {
		DataFlow dataFlow = store().computeIfAbsent(version,
				(missing) -> new DataFlow(version, this.directory.resolve("run-" + version), Map.of()), DataFlow.class);
		this.used.add(dataFlow);
		dataFlow.start();
		return dataFlow;
	}

	/**
	 * Starts a server for this test class alone, for what the shared one cannot do; ended
	 * with the class.
	 * @param version its version
	 * @param options further options of {@code dataflow/start}
	 * @return the server, healthy
	 */
	DataFlow own(Version version, String... options) {
		return own(version, Map.of(), options);
	}

	/**
	 * Starts a server for this test class alone, as {@link #own(Version, String...)}
	 * does.
	 * @param version its version
	 * @param environment environment variables for {@code dataflow/start}
	 * @param options further options of {@code dataflow/start}
	 * @return the server, healthy
	 */
	DataFlow own(Version version, Map<String, String> environment, String... options) {
		String name = "run-" + this.testClass + "-" + (this.own.size() + 1);
		DataFlow dataFlow = new DataFlow(version, this.directory.resolve(name), environment, options);
		this.own.add(dataFlow);
		this.used.add(dataFlow);
		dataFlow.start();
		return dataFlow;
	}

	private Store store() {
		return Objects.requireNonNull(this.shared, "Not before the test class begins: is the field static?");
	}

}
