package io.dataflowmonitoring.systemtests.cloudfoundry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A manifest of the folder {@code cloudfoundry}, with the variables of its
 * {@code vars.yml} filled in, as {@code cf push --vars-file} does.
 */
final class Manifest {

	static final Path FOLDER = Path.of("../../cloudfoundry").toAbsolutePath().normalize();

	static final List<String> FILES = List.of("proxy.yml", "stream.yml", "task.yml", "prometheus/manifest.yml");

	static final Pattern VARIABLE = Pattern.compile("\\(\\(([\\w-]+)\\)\\)");

	private final Path file;

	private final Object content;

	private Manifest(Path file) {
		this.file = file;
		Map<String, String> variables = variables();
		this.content = yaml(VARIABLE.matcher(read(file)).replaceAll((variable) -> {
			String value = variables.get(variable.group(1));
			assertKnown(variable.group(1), value != null);
			return Matcher.quoteReplacement(variables.get(variable.group(1)));
		}));
	}

	static Manifest read(String file) {
		return new Manifest(FOLDER.resolve(file));
	}

	static List<Application> allApplications() {
		return FILES.stream().flatMap((file) -> read(file).applications().stream()).toList();
	}

	static Application application(String name) {
		return allApplications().stream().filter((app) -> app.name().equals(name)).findFirst().orElseThrow();
	}

	static Map<String, String> variables() {
		@SuppressWarnings("unchecked")
		Map<String, String> variables = (Map<String, String>) yaml(read(FOLDER.resolve("vars.yml")));
		return variables;
	}

	/** As Java objects; a key that is there twice is an error. */
	static Object yaml(String text) {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		return new Yaml(new SafeConstructor(options)).load(text);
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new AssertionError("Cannot read " + file, ex);
		}
	}

	Object content() {
		return this.content;
	}

	@SuppressWarnings("unchecked")
	List<Application> applications() {
		return ((Map<String, List<Map<String, Object>>>) this.content).get("applications")
			.stream()
			.map((attributes) -> new Application(this.file, attributes))
			.toList();
	}

	private static void assertKnown(String variable, boolean known) {
		if (!known) {
			throw new AssertionError("vars.yml has no " + variable);
		}
	}

	/**
	 * An app of a manifest.
	 *
	 * @param file the manifest
	 * @param attributes its attributes, which {@link ManifestSchema} has found valid
	 */
	record Application(Path file, Map<String, Object> attributes) {

		private static final Pattern DIRECT_MEMORY = Pattern.compile("-XX:MaxDirectMemorySize=(\\d+)M");

		private static final Pattern CODE_CACHE = Pattern.compile("-XX:ReservedCodeCacheSize=(\\d+)M");

		private static final Pattern STACK_THREADS = Pattern.compile("stack_threads: (\\d+)");

		/** What the buildpack calculates for 19,000 classes: 5.8 kB each, and 14 MB. */
		private static final int METASPACE = 124;

		String name() {
			return text("name");
		}

		String text(String attribute) {
			return this.attributes.get(attribute).toString();
		}

		boolean has(String attribute) {
			return this.attributes.containsKey(attribute);
		}

		int instances() {
			return (int) this.attributes.getOrDefault("instances", 1);
		}

		/** The file or folder that is pushed. */
		Path path() {
			return this.file.resolveSibling(text("path")).normalize();
		}

		@SuppressWarnings("unchecked")
		Map<String, String> environment() {
			return (Map<String, String>) this.attributes.getOrDefault("env", Map.of());
		}

		@SuppressWarnings("unchecked")
		List<String> services() {
			return (List<String>) this.attributes.getOrDefault("services", List.of());
		}

		@SuppressWarnings("unchecked")
		List<String> routes() {
			return ((List<Map<String, String>>) this.attributes.getOrDefault("routes", List.of())).stream()
				.map((route) -> route.get("route"))
				.toList();
		}

		boolean isJava() {
			return text("path").endsWith(".jar");
		}

		/** In MiB. */
		int memory() {
			return number(Pattern.compile("(\\d+)M"), text("memory"));
		}

		int stackThreads() {
			return number(STACK_THREADS, environment().get("JBP_CONFIG_OPEN_JDK_JRE"));
		}

		/**
		 * What the buildpack's memory calculator leaves for the heap, in MiB: the
		 * container's memory without buffers, code, classes and 1 MB for each thread.
		 */
		int heap() {
			String options = environment().get("JAVA_OPTS");
			return memory() - number(DIRECT_MEMORY, options) - number(CODE_CACHE, options) - METASPACE - stackThreads();
		}

		/** As the buildpack starts Java. */
		String[] jvmOptions() {
			return (environment().get("JAVA_OPTS") + " -XX:MaxMetaspaceSize=" + METASPACE + "M -Xss1M -Xmx" + heap()
					+ "M")
				.split(" ");
		}

		private static int number(Pattern pattern, String text) {
			Matcher matcher = pattern.matcher(text);
			if (!matcher.find()) {
				throw new AssertionError(text + " has no " + pattern);
			}
			return Integer.parseInt(matcher.group(1));
		}

		@Override
		public String toString() {
			return name();
		}

	}

}
