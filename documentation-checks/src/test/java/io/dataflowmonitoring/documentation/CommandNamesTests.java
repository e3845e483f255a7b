package io.dataflowmonitoring.documentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the commands of the pages name is there: scripts, their options, files, modules,
 * profiles, tests, jars, services.
 */
class CommandNamesTests {

	private static final Pattern OPTION = Pattern.compile("\"(--[a-z-]+)\"");

	private static final Pattern TEST_CLASS = Pattern
		.compile("(?<![\\w*-])([A-Z]\\w+(?:IT|Tests))(?:\\.(\\w+[*…]?))?(?:\\W|$)");

	private static final Pattern TEST_METHOD = Pattern.compile("\\.([a-z]\\w*[A-Z]\\w*)");

	private static final Pattern NAME_OF_A_JAR = Pattern.compile("<(?:artifactId|finalName)>([\\w-]+)<");

	/** Where the commands of a page are run, unless it is the top folder. */
	private static final Map<String, String> FOLDERS = Map.of("docker-compose/README.md", "docker-compose");

	private static final Set<String> SERVICES_FOLLOW = Set.of("run", "stop", "start", "logs");

	private static final List<String> poms = Repository.files((path) -> path.endsWith("pom.xml"));

	private static final Set<String> testClasses = Repository
		.files((path) -> path.matches(".*/src/test/java/.*[.]java"))
		.stream()
		.map((path) -> path.replaceAll(".*/|[.]java$", ""))
		.collect(Collectors.toSet());

	static List<Page> pages() {
		return Repository.pages();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void whatACommandNamesIsThere(Page page) {
		Stream<String> blocks = Command.of(page).stream().map(Command::text);
		List<String> commands = Stream.concat(blocks, page.code().stream())
			.flatMap((command) -> Arrays.stream(command.split(" && |; | \\| ")))
			.toList();
		List<String> problems = new ArrayList<>();
		for (String command : commands) {
			List<String> words = Command.words(command);
			if (!words.isEmpty()) {
				String program = words.get(0);
				List<String> arguments = words.subList(1, words.size());
				check(page, program, arguments).forEach((problem) -> problems.add(problem + " in `" + command + "`"));
			}
		}
		assertThat(problems).as("What %s names and what is not there", page).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aTestThatAPageNamesIsThere(Page page) {
		for (String code : page.code()) {
			TEST_CLASS.matcher(code + " ").results().forEach((test) -> {
				assertThat(testClasses.contains(test.group(1)))
					.as("%s names the test %s in `%s`", page, test.group(1), code)
					.isTrue();
				if (test.group(2) != null) {
					assertThat(isTestMethod(test.group(2))).as("%s names the test %s", page, code).isTrue();
				}
			});
			if (page.path().startsWith("system-tests/") && TEST_METHOD.matcher(code).matches()) {
				assertThat(isTestMethod(code.substring(1))).as("%s names the test %s", page, code).isTrue();
			}
		}
	}

	@Test
	void whatIsNotThereIsFound() {
		Page page = new Page("README.md", "");
		assertThat(check(page, "./mvnw", List.of("-pl", "no-module", "-Pnone", "-Dit.test=NoneIT"))).hasSize(3);
		assertThat(check(page, "./demo", List.of("--duration", "1s", "--no-such-option"))).hasSize(1);
		assertThat(check(page, "dataflow/strat", List.of())).hasSize(1);
		assertThat(check(page, "java", List.of("-jar", "local/target/other.jar"))).hasSize(1);
		assertThat(check(page, "kubectl", List.of("apply", "-k", "kubernetes/overlays/none"))).hasSize(1);
		assertThat(check(page, "docker", List.of("compose", "run", "--rm", "none"))).hasSize(1);
	}

	private static List<String> check(Page page, String program, List<String> arguments) {
		List<String> problems = new ArrayList<>();
		String folder = FOLDERS.getOrDefault(page.path(), "");
		switch (program) {
			case "./mvnw" -> checkMaven(arguments, problems);
			case "./demo" -> checkOptions("local/src/main/java/io/dataflowmonitoring/local/demo/", arguments, problems);
			case "docker" -> checkServices(arguments, problems);
			default -> checkScript(program, arguments, problems);
		}
		Stream.concat(Stream.of(program), arguments.stream())
			.flatMap((word) -> Arrays.stream(word.split("[=,]|file:")))
			.filter((word) -> isOfThisProject(word, folder))
			.filter((word) -> !isThere(word))
			.forEach((word) -> problems.add("no file or folder " + word));
		return problems;
	}

	private static void checkMaven(List<String> arguments, List<String> problems) {
		for (int i = 0; i < arguments.size(); i++) {
			String argument = arguments.get(i);
			if (argument.equals("-pl")) {
				for (String module : arguments.get(i + 1).split(",", -1)) {
					if (!poms.contains(module.replaceFirst("^!", "") + "/pom.xml")) {
						problems.add("no module " + module);
					}
				}
			}
			else if (argument.startsWith("-P")) {
				for (String profile : argument.substring(2).split(",", -1)) {
					if (poms.stream().noneMatch((pom) -> Repository.read(pom).contains("<id>" + profile + "</id>"))) {
						problems.add("no profile " + profile);
					}
				}
			}
			else if (argument.startsWith("-Dtest=") || argument.startsWith("-Dit.test=")) {
				checkTests(argument.replaceFirst(".*=", ""), problems);
			}
		}
	}

	private static void checkTests(String patterns, List<String> problems) {
		for (String pattern : patterns.split(",", -1)) {
			String name = pattern.replaceFirst("#.*", "").replaceFirst(".*\\.", "");
			String method = pattern.contains("#") ? pattern.replaceFirst(".*#", "") : "";
			// That no test has this name is what it is for.
			boolean none = name.equalsIgnoreCase("none");
			if (!none && testClasses.stream().noneMatch((test) -> test.matches(name.replace("*", ".*")))) {
				problems.add("no test " + name);
			}
			if (!method.isEmpty() && !isTestMethod(method)) {
				problems.add("no test " + method);
			}
		}
	}

	private static void checkOptions(String sources, List<String> arguments, List<String> problems) {
		Set<String> options = Repository.files((path) -> path.startsWith(sources) && path.endsWith(".java"))
			.stream()
			.flatMap((source) -> OPTION.matcher(Repository.read(source)).results())
			.map((MatchResult option) -> option.group(1))
			.collect(Collectors.toSet());
		arguments.stream()
			.filter((argument) -> argument.startsWith("--"))
			.map((argument) -> argument.replaceFirst("=.*", ""))
			.filter((option) -> !options.contains(option))
			.forEach((option) -> problems.add("no option " + option));
	}

	private static void checkServices(List<String> arguments, List<String> problems) {
		if (!arguments.contains("compose")) {
			return;
		}
		String services = Repository.files((path) -> path.matches("docker-compose/docker-compose.*[.]yml"))
			.stream()
			.map(Repository::read)
			.collect(Collectors.joining());
		List<String> words = arguments.stream().filter((word) -> !word.startsWith("-") && !word.equals("…")).toList();
		for (int i = 1; i < words.size(); i++) {
			if (SERVICES_FOLLOW.contains(words.get(i - 1)) && !services.contains("\n  " + words.get(i) + ":")) {
				problems.add("no service " + words.get(i));
			}
		}
	}

	/** A script of ours names its options and its commands. */
	private static void checkScript(String program, List<String> arguments, List<String> problems) {
		if (Repository.hasScript(program)) {
			String script = Repository.read(program);
			arguments.stream()
				.filter((argument) -> argument.startsWith("--") && !argument.contains("."))
				.map((argument) -> argument.replaceFirst("=.*", ""))
				.filter((option) -> !script.contains(option))
				.forEach((option) -> problems.add("no option " + option));
		}
	}

	private static boolean isOfThisProject(String word, String folder) {
		return folder.isEmpty() && word.matches("[a-z][\\w.-]*/[\\w./*-]+") && !word.contains("/path/")
				&& Repository.has(word.substring(0, word.indexOf('/')));
	}

	private static boolean isThere(String word) {
		String path = word.replaceFirst("/$", "").replaceFirst("/[^/]*\\*.*", "");
		if (!path.contains("/target/")) {
			return Repository.has(path) || path.matches("(dataflow/run|data)(/.*)?");
		}
		// What a build makes is called as the module is.
		String module = path.substring(0, path.indexOf("/target/"));
		String file = path.substring(path.lastIndexOf('/') + 1);
		return Repository.has(module + "/pom.xml")
				&& (!file.endsWith(".jar") || NAME_OF_A_JAR.matcher(Repository.read(module + "/pom.xml"))
					.results()
					.anyMatch((name) -> file.startsWith(name.group(1))));
	}

	private static boolean isTestMethod(String pattern) {
		Pattern method = Pattern.compile("void " + pattern.replaceFirst("[…*]$", "").replace("*", "\\w*")
				+ (pattern.matches(".*[…*]") ? "" : "\\("));
		return Repository.files((path) -> path.matches(".*/src/test/java/.*[.]java"))
			.stream()
			.anyMatch((source) -> method.matcher(Repository.read(source)).find());
	}

}
