package io.dataflowmonitoring.systemtests.cloudfoundry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a manifest may say. The attributes are those of the Cloud Foundry API, version
 * 3.163 and newer, "The manifest schema", and for {@code path} and the checks of
 * readiness those of "App manifest attribute reference" and "Using Cloud Foundry health
 * checks" of its documentation (docs.cloudfoundry.org, devguide/deploy-apps). Names that
 * are deprecated there, such as {@code buildpack}, are left out.
 */
final class ManifestSchema {

	private static final Rule TEXT = (path, value, problems) -> check(value instanceof String, path, value, problems);

	private static final Rule FLAG = (path, value, problems) -> check(value instanceof Boolean, path, value, problems);

	private static final Rule NUMBER = (path, value, problems) -> check(value instanceof Integer number && number >= 0,
			path, value, problems);

	private static final Rule SECONDS = (path, value, problems) -> check(value instanceof Integer number && number > 0,
			path, value, problems);

	private static final Rule SIZE = text("\\d+([BKMGT]|[KMGT]B)");

	private static final Rule CHECK = text("port|process|http");

	private static final Rule ENDPOINT = text("/\\S*");

	/** YAML turns what looks like a number or a truth value into one: quote it. */
	private static final Rule TEXTS = (path, value, problems) -> {
		if (check(value instanceof Map, path, value, problems)) {
			((Map<?, ?>) value).forEach((key, text) -> {
				check(key.toString().matches("[A-Za-z_]\\w*"), path, key, problems);
				TEXT.check(path + "." + key, text, problems);
			});
		}
	};

	private static final Rule ANYTHING = (path, value, problems) -> {
	};

	private static final Map<String, Rule> PROCESS = Map.ofEntries(Map.entry("command", TEXT),
			Map.entry("disk_quota", SIZE), Map.entry("memory", SIZE), Map.entry("instances", NUMBER),
			Map.entry("log-rate-limit-per-second", text("-1|0|\\d+([BKMGT]|[KMGT]B)")), Map.entry("timeout", SECONDS),
			Map.entry("health-check-type", CHECK), Map.entry("health-check-http-endpoint", ENDPOINT),
			Map.entry("health-check-invocation-timeout", SECONDS), Map.entry("health-check-interval", SECONDS),
			Map.entry("readiness-health-check-type", CHECK),
			Map.entry("readiness-health-check-http-endpoint", ENDPOINT),
			Map.entry("readiness-health-check-invocation-timeout", SECONDS),
			Map.entry("readiness-health-check-interval", SECONDS));

	private static final Rule ROUTE = object(
			Map.of("route", text("[a-z0-9.-]+(:\\d+)?(/\\S*)?"), "protocol", text("http1|http2|tcp")), Set.of("route"));

	private static final Rule SERVICE = (path, value, problems) -> {
		if (!(value instanceof String)) {
			object(Map.of("name", TEXT, "binding_name", TEXT, "parameters", ANYTHING), Set.of("name")).check(path,
					value, problems);
		}
	};

	private static final Rule APPLICATION = object(
			and(PROCESS,
					Map.ofEntries(Map.entry("name", text("\\w[\\w-]*")), Map.entry("path", TEXT),
							Map.entry("buildpacks", list(TEXT)), Map.entry("stack", TEXT),
							Map.entry("docker", object(Map.of("image", TEXT, "username", TEXT), Set.of("image"))),
							Map.entry("env", TEXTS), Map.entry("no-route", FLAG), Map.entry("random-route", FLAG),
							Map.entry("default-route", FLAG), Map.entry("routes", list(ROUTE)),
							Map.entry("services", list(SERVICE)),
							Map.entry("metadata", object(Map.of("labels", TEXTS, "annotations", TEXTS), Set.of())),
							Map.entry("processes", list(object(and(PROCESS, Map.of("type", TEXT)), Set.of("type")))),
							Map.entry("sidecars",
									list(object(Map.of("name", TEXT, "command", TEXT, "process_types", list(TEXT),
											"memory", SIZE), Set.of("name", "command", "process_types")))))),
			Set.of("name"));

	private static final Rule MANIFEST = object(Map.of("version", NUMBER, "applications", list(APPLICATION)),
			Set.of("applications"));

	private ManifestSchema() {
	}

	/**
	 * Checks a manifest.
	 * @param manifest what YAML has made of it
	 * @return what is wrong with it, each with the path to it
	 */
	static List<String> problems(Object manifest) {
		List<String> problems = new ArrayList<>();
		MANIFEST.check("", manifest, problems);
		return problems;
	}

	private static boolean check(boolean valid, String path, Object value, List<String> problems) {
		if (!valid) {
			problems.add(path + ": " + value);
		}
		return valid;
	}

	private static Rule text(String pattern) {
		return (path, value, problems) -> check(value instanceof String text && text.matches(pattern), path, value,
				problems);
	}

	private static Rule list(Rule element) {
		return (path, value, problems) -> {
			if (check(value instanceof List<?> elements && !elements.isEmpty(), path, value, problems)) {
				List<?> elements = (List<?>) value;
				for (int i = 0; i < elements.size(); i++) {
					element.check(path + "[" + i + "]", elements.get(i), problems);
				}
			}
		};
	}

	private static Rule object(Map<String, Rule> known, Set<String> required) {
		return (path, value, problems) -> {
			if (!check(value instanceof Map, path, value, problems)) {
				return;
			}
			Map<?, ?> attributes = (Map<?, ?>) value;
			attributes.forEach((name, attribute) -> {
				Rule rule = known.get(name.toString());
				if (rule == null) {
					problems.add(path + "." + name + ": no such attribute");
				}
				else {
					rule.check(path + "." + name, attribute, problems);
				}
			});
			required.stream()
				.filter((name) -> !attributes.containsKey(name))
				.forEach((name) -> problems.add(path + "." + name + ": missing"));
		};
	}

	private static Map<String, Rule> and(Map<String, Rule> some, Map<String, Rule> others) {
		Map<String, Rule> all = new HashMap<>(some);
		all.putAll(others);
		return Map.copyOf(all);
	}

	@FunctionalInterface
	private interface Rule {

		void check(String path, Object value, List<String> problems);

	}

}
