package io.dataflowmonitoring.documentation;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands in quotes in the code of the sample apps and of the guides' apps: among it,
 * the names of their metrics and of the labels of these.
 */
final class SourceNames {

	private static final Pattern LITERAL = Pattern.compile("\"([a-zA-Z][a-zA-Z0-9_.-]*)\"");

	private static final Set<String> LITERALS = Repository
		.files((path) -> path.matches("(stream-apps|task-apps|system-tests/guides)/.*/src/main/java/.*[.]java"))
		.stream()
		.flatMap((file) -> LITERAL.matcher(Repository.read(file)).results())
		.map((MatchResult literal) -> literal.group(1))
		.collect(Collectors.toUnmodifiableSet());

	private SourceNames() {
	}

	static Set<String> literals() {
		return LITERALS;
	}

}
