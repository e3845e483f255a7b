package io.dataflowmonitoring.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A part of a page that is made of the code: compared with what it has to be, or, with
 * the system property {@code docs.update}, replaced by it.
 */
final class GeneratedPart {

	private static final String REFRESH = "docs/update";

	private GeneratedPart() {
	}

	/**
	 * Checks or replaces a part.
	 * @param page the path of the page from the top folder
	 * @param name the part's name, which stands in the comment before it
	 * @param content what it has to be, ending with a line break
	 */
	static void check(String page, String name, String content) {
		String text = Repository.read(page);
		Pattern part = Pattern.compile(
				"(<!-- " + Pattern.quote(name) + ": made of the code by " + REFRESH + " -->\\n)(.*?)(<!-- end -->)",
				Pattern.DOTALL);
		Matcher matcher = part.matcher(text);
		assertThat(matcher.find())
			.as("%s has a line <!-- %s: made of the code by %s --> and after it one <!-- end -->", page, name, REFRESH)
			.isTrue();
		String expected = "\n" + content + "\n";
		if (System.getProperty("docs.update") != null) {
			String updated = text.substring(0, matcher.start(2)) + expected + text.substring(matcher.end(2));
			write(page, updated);
			return;
		}
		assertThat(matcher.group(2))
			.as("The part '%s' of %s is no longer what the code says. Run %s and commit the page.", name, page, REFRESH)
			.isEqualTo(expected);
	}

	private static void write(String page, String text) {
		try {
			Files.writeString(Repository.ROOT.resolve(page), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
