package io.dataflowmonitoring.documentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation, as far as the checks need Markdown.
 *
 * @param path the path from the top folder, with slashes
 * @param text the whole text
 */
record Page(String path, String text) {

	private static final Pattern FENCE = Pattern.compile("^( *)```([a-z]*)\\n(.*?)^ *```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	/** Not across a blank line, where a paragraph ends. */
	private static final Pattern CODE = Pattern.compile("(?<!`)(`+)((?:(?!\\n\\s*\\n)[^`])+)\\1(?!`)");

	private static final Pattern LINK = Pattern
		.compile("(!?)\\[((?:[^\\[\\]]|\\[[^\\]]*\\])*)\\]\\(<?([^)\\s>]+)>?\\)");

	private static final Pattern ADDRESS = Pattern.compile("<(https?://[^>\\s]+)>");

	private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *#*$", Pattern.MULTILINE);

	private static final Pattern HTML_ID = Pattern.compile("<[a-z]+ (?:id|name)=\"([^\"]+)\"");

	/**
	 * Returns the fenced blocks.
	 */
	List<Block> blocks() {
		return FENCE.matcher(this.text)
			.results()
			.map((match) -> new Block(match.group(2), match.group(3), line(match.start()) + 1))
			.toList();
	}

	/**
	 * Returns what is marked as code within sentences and tables.
	 */
	List<String> code() {
		return CODE.matcher(withoutBlocks())
			.results()
			.map((match) -> match.group(2).strip().replaceAll("\\s*\\n\\s*", " ").replace("\\|", "|"))
			.toList();
	}

	/**
	 * Returns all code but XML, whose elements have dots too: what is marked in
	 * sentences, and the lines of blocks, of those that are only indented as well.
	 */
	List<String> allCode() {
		List<String> all = new ArrayList<>(code());
		blocks().stream()
			.filter((block) -> !block.language().equals("xml"))
			.forEach((block) -> block.text().lines().forEach(all::add));
		indentedLines().forEach((line) -> all.add(line.text()));
		return all;
	}

	/**
	 * Returns the lines of blocks that are indented instead of fenced.
	 */
	List<Line> indentedLines() {
		List<Line> indented = new ArrayList<>();
		boolean possible = true;
		int number = 0;
		for (String line : withoutBlocks().lines().toList()) {
			number++;
			if (line.startsWith("    ") && !line.isBlank()) {
				if (possible) {
					indented.add(new Line(line.strip(), number));
				}
			}
			else {
				possible = line.isBlank();
			}
		}
		return indented;
	}

	/**
	 * Returns the links and pictures.
	 */
	List<Link> links() {
		String prose = CODE.matcher(withoutBlocks()).replaceAll((code) -> "code");
		List<Link> links = new ArrayList<>();
		collectLinks(prose, links);
		ADDRESS.matcher(prose).results().forEach((match) -> links.add(new Link(match.group(1), "address", false)));
		return links;
	}

	private static void collectLinks(String prose, List<Link> links) {
		Matcher link = LINK.matcher(prose);
		while (link.find()) {
			links.add(new Link(link.group(3), link.group(2).strip(), !link.group(1).isEmpty()));
			// A picture may be what is clicked on.
			collectLinks(link.group(2), links);
		}
	}

	/**
	 * Returns what links can lead to within the page.
	 */
	Set<String> anchors() {
		Set<String> anchors = new LinkedHashSet<>();
		Map<String, Integer> seen = new HashMap<>();
		String prose = withoutBlocks();
		HEADING.matcher(prose).results().forEach((heading) -> {
			String anchor = anchor(heading.group(1));
			int before = seen.merge(anchor, 1, Integer::sum) - 1;
			anchors.add((before == 0) ? anchor : anchor + "-" + before);
		});
		HTML_ID.matcher(prose).results().forEach((id) -> anchors.add(id.group(1)));
		return anchors;
	}

	/** As the sites that show the pages do it. */
	private static String anchor(String heading) {
		String shown = LINK.matcher(heading).replaceAll((link) -> Matcher.quoteReplacement(link.group(2)));
		return shown.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

	/** With as many lines as before. */
	private String withoutBlocks() {
		return FENCE.matcher(this.text)
			.replaceAll((block) -> "\n".repeat((int) block.group().chars().filter((c) -> c == '\n').count()));
	}

	private int line(int index) {
		return (int) this.text.substring(0, index).chars().filter((c) -> c == '\n').count() + 1;
	}

	@Override
	public String toString() {
		return this.path;
	}

	/**
	 * A fenced block.
	 *
	 * @param language what stands after the fence, such as {@code shell}; may be empty
	 * @param text the lines between the fences
	 * @param line the number of the first one
	 */
	record Block(String language, String text, int line) {
	}

	/**
	 * A line of code.
	 *
	 * @param text the line without what it is indented by
	 * @param number its number
	 */
	record Line(String text, int number) {
	}

	/**
	 * A link or a picture.
	 *
	 * @param target where it leads to, or where the picture is
	 * @param text what is clicked on, or is there instead of the picture
	 * @param picture whether it is a picture
	 */
	record Link(String target, String text, boolean picture) {
	}

}
