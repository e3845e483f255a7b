package io.dataflowmonitoring.benchmarks.report;

/**
 * A page of which people write some parts and a program others. Those of the program
 * stand between {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}.
 */
public final class GeneratedParts {

	private String page;

	/**
	 * Creates it.
	 * @param page the page as it is
	 */
	public GeneratedParts(String page) {
		this.page = page;
	}

	/**
	 * Writes a part anew.
	 * @param name the part's name
	 * @param content what is to stand there, in Markdown
	 * @return this
	 * @throws IllegalArgumentException if the page has no such part
	 */
	public GeneratedParts replace(String name, String content) {
		String begin = "<!-- begin " + name + " -->\n";
		int start = this.page.indexOf(begin);
		int end = this.page.indexOf("<!-- end " + name + " -->", Math.max(start, 0));
		if (start < 0 || end < 0) {
			throw new IllegalArgumentException("The page has no part " + name);
		}
		this.page = this.page.substring(0, start) + begin + '\n' + content.strip() + "\n\n" + this.page.substring(end);
		return this;
	}

	/** Returns the whole page. */
	@Override
	public String toString() {
		return this.page;
	}

}
