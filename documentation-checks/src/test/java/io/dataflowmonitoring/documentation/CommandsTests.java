package io.dataflowmonitoring.documentation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each command that a page tells its readers to run is run by a test or by continuous
 * integration, as {@code commands.txt} says, or it says why nothing runs it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTests {

	private static final String LIST = "documentation-checks/commands.txt";

	private static final String ANY_PAGE = "*";

	private static final Pattern PROGRAM = Pattern
		.compile("(mvn|java (-\\S+ )*-jar|docker|kubectl|cf|curl|promtool|amtool|prometheus --)( .*|$)");

	private final List<Rule> rules = rules();

	static List<Command> commands() {
		return Command.all();
	}

	List<Rule> eachRule() {
		return this.rules;
	}

	static List<Page> pages() {
		return Repository.pages();
	}

	@ParameterizedTest
	@MethodSource("commands")
	void aCommandIsRunOrItIsSaidWhyNot(Command command) {
		assertThat(rule(command))
			.as("%s%nNo line of %s says what runs this command. Add one below [%s]: 'COMMAND => ci: TEXT' for a step of .ci/run, "
					+ "'COMMAND => test: CLASS TEXT' for a test, or 'COMMAND => nothing: REASON'", command, LIST,
					command.page())
			.isPresent();
	}

	@ParameterizedTest
	@MethodSource("eachRule")
	void whatRunsACommandIsThere(Rule rule) {
		switch (rule.by()) {
			case "ci",
					"part" ->
				assertThat(Repository.read(".ci/run").lines().map(String::strip))
					.as("%s of %s: a step of .ci/run", rule, LIST)
					.anyMatch((line) -> !line.startsWith("#") && line.contains(rule.proof()));
			case "test" -> {
				String[] classAndText = rule.proof().split(" ", 2);
				assertThat(classAndText).as("%s of %s: a class and a text", rule, LIST).hasSize(2);
				List<String> sources = Repository
					.files((path) -> path.matches(".*/src/.*/" + Pattern.quote(classAndText[0]) + "[.]java"));
				assertThat(sources).as("%s of %s: sources of %s with this text", rule, LIST, classAndText[0])
					.anyMatch((source) -> Repository.read(source).contains(classAndText[1]));
			}
			case "nothing" -> assertThat(rule.proof()).as("%s of %s: a reason", rule, LIST).contains(" ");
			default -> throw new AssertionError(LIST + ": " + rule + " says neither ci, part, test nor nothing");
		}
	}

	@Test
	void noLineOfTheListIsLeftOver() {
		Set<Rule> used = new HashSet<>();
		commands().forEach((command) -> rule(command).ifPresent(used::add));
		assertThat(this.rules.stream().filter((rule) -> !used.contains(rule)))
			.as("Lines of %s that no command needs: remove them", LIST)
			.isEmpty();
	}

	@Test
	void whatNothingRunsIsShown() {
		String exceptions = commands().stream()
			.filter((command) -> rule(command).filter((rule) -> rule.by().equals("nothing")).isPresent())
			.collect(Collectors.groupingBy((command) -> rule(command).orElseThrow().proof(),
					Collectors.mapping(Command::toString, Collectors.joining("\n  "))))
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + ":\n  " + entry.getValue())
			.sorted()
			.collect(Collectors.joining("\n"));
		System.out.println("Commands of the pages that nothing runs, and why:\n" + exceptions);
		assertThat(exceptions).isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aCommandIsInABlockThatSaysSo(Page page) {
		assertThat(page.indentedLines()).allSatisfy(
				(line) -> assertThat(isCommand(line.text()))
					.as("%s:%d: put the command '%s' between ```shell and ```, so that it is checked", page,
							line.number(), line.text())
					.isFalse());
		assertThat(page.blocks()).filteredOn((block) -> block.language().isEmpty())
			.allSatisfy((block) -> assertThat(block.text().lines())
				.as("%s:%d: write ```shell before a block of commands, so that they are checked", page, block.line())
				.noneMatch(CommandsTests::isCommand));
	}

	private static boolean isCommand(String line) {
		return PROGRAM.matcher(line).matches() || Repository.hasScript(line.split(" ", 2)[0]);
	}

	/**
	 * The page's own line counts before one for all pages; the longest before shorter
	 * ones.
	 */
	private Optional<Rule> rule(Command command) {
		for (String page : List.of(command.page().path(), ANY_PAGE)) {
			Optional<Rule> longest = this.rules.stream()
				.filter((rule) -> rule.page().equals(page) && rule.matches(command.text()))
				.max((one, other) -> Integer.compare(one.command().length(), other.command().length()));
			if (longest.isPresent()) {
				return longest;
			}
		}
		return Optional.empty();
	}

	private static List<Rule> rules() {
		List<Rule> rules = new ArrayList<>();
		String page = ANY_PAGE;
		for (String line : Repository.read(LIST).lines().toList()) {
			if (line.startsWith("[")) {
				page = line.substring(1, line.indexOf(']'));
			}
			else if (!line.isBlank() && !line.startsWith("#")) {
				String[] parts = line.split(" => ", 2);
				assertThat(parts).as("%s: COMMAND => WHAT RUNS IT", line).hasSize(2);
				String[] by = parts[1].split(": ", 2);
				assertThat(by).as("%s: 'ci: …', 'part: …', 'test: …' or 'nothing: …' after =>", line).hasSize(2);
				rules.add(new Rule(page, parts[0].strip(), by[0], by[1]));
			}
		}
		return rules;
	}

	/**
	 * A line of the list.
	 *
	 * @param page the page that it is for
	 * @param command the command, with {@code *} for anything
	 * @param by what runs it: {@code ci}, {@code part}, {@code test} or {@code nothing}
	 * @param proof where one can see that
	 */
	record Rule(String page, String command, String by, String proof) {

		boolean matches(String text) {
			Function<String, String> quote = (part) -> part.isEmpty() ? "" : Pattern.quote(part);
			String pattern = Pattern.compile("\\*")
				.splitAsStream(this.command + " ")
				.map(quote)
				.collect(Collectors.joining(".*"));
			return (text + " ").matches(pattern);
		}

		@Override
		public String toString() {
			return "[" + this.page + "] " + this.command;
		}

	}

}
