package io.dataflowmonitoring.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that a page tells its readers to run.
 *
 * @param page the page
 * @param line the number of the line where its block begins
 * @param text the command, on one line and without its comment
 */
record Command(Page page, int line, String text) {

	private static final Set<String> SHELLS = Set.of("shell", "sh", "bash", "console");

	private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

	/**
	 * Returns the commands of all pages.
	 */
	static List<Command> all() {
		return Repository.pages().stream().flatMap((page) -> of(page).stream()).toList();
	}

	/**
	 * Returns the commands in the fenced blocks of a page.
	 */
	static List<Command> of(Page page) {
		List<Command> commands = new ArrayList<>();
		page.blocks().stream().filter((block) -> SHELLS.contains(block.language())).forEach((block) -> {
			StringBuilder command = new StringBuilder();
			for (String line : block.text().lines().toList()) {
				command.append(line.replaceFirst("(^|\\s+)# .*", "").strip()).append(' ');
				String soFar = command.toString().strip();
				if (soFar.endsWith("\\")) {
					command.setLength(command.lastIndexOf("\\"));
				}
				else if (!soFar.startsWith("for ") || soFar.endsWith(" done")) {
					if (!soFar.isEmpty()) {
						commands.add(new Command(page, block.line(), soFar.replaceAll("\\s+", " ")));
					}
					command.setLength(0);
				}
			}
		});
		return commands;
	}

	/**
	 * Returns the words of a command, without the variables that are set before it, and
	 * without quotes.
	 */
	static List<String> words(String command) {
		List<String> words = new ArrayList<>();
		Matcher word = WORD.matcher(command);
		while (word.find()) {
			if (!words.isEmpty() || !word.group().matches("[A-Z_]+=.*")) {
				words.add(word.group().replaceAll("['\"]", ""));
			}
		}
		return words;
	}

	@Override
	public String toString() {
		return this.page + ":" + this.line + ": " + this.text;
	}

}
