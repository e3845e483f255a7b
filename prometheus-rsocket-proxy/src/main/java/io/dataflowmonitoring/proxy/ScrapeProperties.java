package io.dataflowmonitoring.proxy;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What can be set about scrapes over HTTP: who may scrape, and how much.
 *
 * @param scrapeAuth How whoever scrapes proves who they are: none, basic or bearer. With
 * none, anybody who reaches the port may scrape.
 * @param scrapeUser The user name, for basic.
 * @param scrapePassword The password, for basic.
 * @param scrapeTokens The tokens, for bearer. Each of them is accepted, so that one can
 * be replaced by another while Prometheus still has the old one.
 * @param maxConcurrentScrapes How many scrapes of all apps are answered at the same time,
 * how many of each single app, and how many requests for / and for /status. More get 503
 * with Retry-After.
 * @param discoveryTarget Host and port under which Prometheus reaches this proxy. Unless
 * set, the address that the request for /discovery was sent to.
 */
@ConfigurationProperties("micrometer.prometheus-proxy")
record ScrapeProperties(@DefaultValue("none") ScrapeAuth scrapeAuth, @Nullable String scrapeUser,
		@Nullable String scrapePassword, @DefaultValue List<String> scrapeTokens,
		@DefaultValue("8") int maxConcurrentScrapes, @Nullable String discoveryTarget) {

	private static final String PREFIX = "micrometer.prometheus-proxy.";

	/** No secrets in it, so it may be part of a message. */
	private static final String SECRET = "(a secret)";

	ScrapeProperties {
		scrapeTokens = List.copyOf(scrapeTokens);
		switch (scrapeAuth) {
			case NONE -> {
				// A forgotten scrape-auth must not leave open what was meant to be
				// closed.
				check(scrapePassword == null, "scrape-password", SECRET, onlyWith(ScrapeAuth.BASIC));
				check(scrapeTokens.isEmpty(), "scrape-tokens", SECRET, onlyWith(ScrapeAuth.BEARER));
			}
			case BASIC -> {
				check(hasText(scrapeUser), "scrape-user", "", neededFor(ScrapeAuth.BASIC));
				check(scrapeUser == null || !scrapeUser.contains(":"), "scrape-user", scrapeUser,
						"must not contain a colon (RFC 7617, section 2)");
				check(hasText(scrapePassword), "scrape-password", "", neededFor(ScrapeAuth.BASIC));
			}
			case BEARER -> {
				check(!scrapeTokens.isEmpty(), "scrape-tokens", "", neededFor(ScrapeAuth.BEARER));
				check(scrapeTokens.stream().allMatch((token) -> token.matches("[A-Za-z0-9._~+/-]+=*")), "scrape-tokens",
						SECRET, "must be of letters, digits and -._~+/ (RFC 6750, section 2.1)");
			}
		}
		check(maxConcurrentScrapes > 0, "max-concurrent-scrapes", maxConcurrentScrapes, "must be at least 1");
		check(discoveryTarget == null || discoveryTarget.matches("[^\\s/]+"), "discovery-target", discoveryTarget,
				"must be a host and a port, without scheme and path, such as proxy.example.org:8080");
	}

	/**
	 * Keeps secrets out of logs.
	 */
	@Override
	public String toString() {
		return "ScrapeProperties[scrapeAuth=" + this.scrapeAuth + ", maxConcurrentScrapes=" + this.maxConcurrentScrapes
				+ ", discoveryTarget=" + this.discoveryTarget + "]";
	}

	private static boolean hasText(@Nullable String value) {
		return value != null && !value.isBlank();
	}

	private static String onlyWith(ScrapeAuth auth) {
		return "has no effect without " + PREFIX + "scrape-auth=" + auth.value();
	}

	private static String neededFor(ScrapeAuth auth) {
		return "must be set for " + PREFIX + "scrape-auth=" + auth.value();
	}

	private static void check(boolean valid, String name, @Nullable Object value, String rule) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, "It " + rule + ".");
		}
	}

	/**
	 * How whoever scrapes proves who they are.
	 */
	enum ScrapeAuth {

		/**
		 * Not at all.
		 */
		NONE,

		/**
		 * With user name and password (RFC 7617).
		 */
		BASIC,

		/**
		 * With a token (RFC 6750).
		 */
		BEARER;

		String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
