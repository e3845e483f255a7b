package io.dataflowmonitoring.documentation;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.dataflowmonitoring.documentation.Page.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links lead somewhere. Whether another site still has what they lead to is not asked.
 */
class LinkTests {

	/** On this machine nobody has a certificate. */
	private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1");

	static List<Page> pages() {
		return Repository.pages();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aLinkLeadsToAFileOfTheProjectAndToAHeadingOfIt(Page page) {
		for (Link link : page.links()) {
			if (!isExternal(link)) {
				String path = file(page, link);
				assertThat(Repository.has(path)).as("%s links to %s, which is not there", page, link.target()).isTrue();
				String anchor = link.target().replaceFirst("[^#]*#?", "");
				if (!anchor.isEmpty() && path.endsWith(".md")) {
					assertThat(Repository.page(path).anchors())
						.as("%s links to %s, but that page has no such heading", page, link.target())
						.contains(anchor);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void aLinkToAnotherSiteIsAnAddress(Page page) {
		assertThat(page.links().stream().filter(LinkTests::isExternal)).allSatisfy((link) -> {
			URI address = URI.create(link.target());
			assertThat(address.getHost()).as("%s: host of %s", page, link.target()).isNotNull();
			assertThat(address.getScheme()).as("%s: scheme of %s", page, link.target())
				.isEqualTo(THIS_MACHINE.contains(address.getHost()) ? "http" : "https");
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void whoDoesNotSeeAPictureReadsWhatItShows(Page page) {
		assertThat(page.links().stream().filter(Link::picture)).allSatisfy((picture) -> assertThat(picture.text())
			.as("%s: text for those who do not see the picture %s", page, picture.target())
			.contains(" "));
	}

	@Test
	void everyPageCanBeReachedFromTheReadmeOfTheProject() {
		Set<String> reached = new HashSet<>();
		reach("README.md", reached);
		assertThat(pages()).as("Pages to link from the root README or from another page that can be reached")
			.extracting(Page::path)
			.filteredOn((path) -> !reached.contains(path))
			.isEmpty();
	}

	private static void reach(String path, Set<String> reached) {
		if (reached.add(path) && path.endsWith(".md") && Repository.has(path)) {
			Page page = Repository.page(path);
			page.links()
				.stream()
				.filter((link) -> !isExternal(link))
				.forEach((link) -> reach(file(page, link), reached));
		}
	}

	private static boolean isExternal(Link link) {
		return link.target().matches("[a-z]+:.*");
	}

	/** The path from the top folder. */
	private static String file(Page page, Link link) {
		String target = link.target().replaceFirst("#.*", "");
		return target.isEmpty() ? page.path() : URI.create(page.path()).resolve(target).getPath();
	}

}
