package io.dataflowmonitoring.proxy.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.scrape.AppStatus;
import io.dataflowmonitoring.proxy.status.RecentFailures.Failure;

/**
 * Finds what is wrong, or about to be.
 */
final class ProblemFinder {

	/** From which part of a limit on it is near, as in the log. */
	private static final double NEAR = 0.8;

	/**
	 * After how long without a scrape nobody seems to scrape: a few times the longest
	 * interval that is usual.
	 */
	private static final Duration UNSCRAPED = Duration.ofMinutes(3);

	private final StatusSettings settings;

	ProblemFinder(StatusSettings settings) {
		this.settings = settings;
	}

	/**
	 * Finds the problems.
	 * @return the problems, the worst first
	 */
	List<Problem> find(Instant now, ProxyView proxy, Collection<KnownApp> apps, Collection<PushView> kept,
			List<LimitView> limits, Totals totals, List<Failure> failures, @Nullable String diskProblem) {
		List<Problem> problems = new ArrayList<>();
		ports(proxy, problems);
		disk(diskProblem, problems);
		unscraped(now, proxy, kept, totals, problems);
		failing(apps, problems);
		lost(apps, problems);
		slow(apps, problems);
		limits(limits, problems);
		failures(failures, problems);
		problems.sort(Comparator.comparing(Problem::isError)
			.reversed()
			.thenComparing(Comparator.comparingInt(Problem::appCount).reversed()));
		return problems;
	}

	private static void ports(ProxyView proxy, List<Problem> problems) {
		if (proxy.tcpPort() == null || proxy.websocketPort() == null) {
			problems.add(Problem.general(Problem.ERROR, "port_not_bound", "Apps cannot connect",
					"A port for apps is not bound: " + ((proxy.tcpPort() == null)
							? (proxy.websocketPort() == null) ? "TCP and WebSocket" : "TCP" : "WebSocket"),
					"The proxy is starting or about to end. If neither is meant, look into its log."));
		}
	}

	private static void disk(@Nullable String diskProblem, List<Problem> problems) {
		if (diskProblem != null) {
			problems.add(Problem.general(Problem.ERROR, "push_disk", "Final pushes cannot be stored", diskProblem,
					"Look at the disk of micrometer.prometheus-proxy.push-directory: is it full or not writable? "
							+ "Until it is well again, apps are told that their last metrics were not kept."));
		}
	}

	private static void unscraped(Instant now, ProxyView proxy, Collection<PushView> kept, Totals totals,
			List<Problem> problems) {
		Instant last = totals.lastPullAt();
		Instant since = (last != null) ? last : proxy.startedAt();
		if (totals.connectedApps() + kept.size() == 0 || Duration.between(since, now).compareTo(UNSCRAPED) < 0) {
			return;
		}
		long waiting = kept.stream().filter((push) -> !push.delivered()).count();
		problems.add(Problem.general(Problem.ERROR, "not_scraped", "Nobody scrapes this proxy",
				((last != null) ? "The last scrape was at " + last : "There was none since the start")
						+ ((waiting > 0) ? "; " + waiting + " final pushes wait for one" : ""),
				"Let Prometheus scrape /metrics/connected, or discover the apps at /discovery."));
	}

	private static void failing(Collection<KnownApp> apps, List<Problem> problems) {
		Map<String, List<KnownApp>> byReason = new LinkedHashMap<>();
		for (KnownApp app : apps) {
			AppStatus last = app.last();
			if (app.state() == AppState.FAILING && last != null) {
				byReason.computeIfAbsent(last.reason(), (reason) -> new ArrayList<>()).add(app);
			}
		}
		byReason.forEach((reason, failing) -> problems
			.add(Problem.ofApps(Problem.ERROR, reason, detail(failing), Advice.forApp(reason), ids(failing))));
	}

	private static String detail(List<KnownApp> failing) {
		AppStatus last = failing.get(0).last();
		String detail = (last != null) ? last.detail() : null;
		if (detail == null || detail.isEmpty()) {
			return "";
		}
		return (failing.size() > 1) ? "For example: " + detail
				: Character.toUpperCase(detail.charAt(0)) + detail.substring(1);
	}

	private static void lost(Collection<KnownApp> apps, List<Problem> problems) {
		List<KnownApp> lost = apps.stream().filter((app) -> app.state() == AppState.LOST).toList();
		if (!lost.isEmpty()) {
			problems.add(Problem.ofApps(Problem.WARNING, "lost", "", Advice.forLost(), ids(lost)));
		}
	}

	private void slow(Collection<KnownApp> apps, List<Problem> problems) {
		Duration near = Duration.ofNanos((long) (this.settings.scrapeTimeout().toNanos() * NEAR * NEAR));
		List<KnownApp> slow = apps.stream()
			.filter((app) -> app.state() == AppState.UP && app.last() != null && app.last().took().compareTo(near) > 0)
			.sorted(Comparator.comparing(ProblemFinder::took).reversed())
			.toList();
		if (!slow.isEmpty()) {
			String detail = "The slowest took " + seconds(took(slow.get(0))) + " of "
					+ seconds(this.settings.scrapeTimeout());
			problems.add(Problem.ofApps(Problem.WARNING, "slow", detail, Advice.forSlow(), ids(slow)));
		}
	}

	private static Duration took(KnownApp app) {
		return (app.last() != null) ? app.last().took() : Duration.ZERO;
	}

	private static void limits(List<LimitView> limits, List<Problem> problems) {
		for (LimitView limit : limits) {
			if (limit.usageRatio() >= NEAR) {
				List<String> apps = (limit.app() != null) ? List.of(limit.app()) : List.of();
				problems.add(Problem.ofApps(Problem.WARNING, "limit",
						Math.round(limit.usageRatio() * 100) + " % of " + limit.property() + " are in use",
						new Advice("Near a limit", "What goes beyond it is left out or refused: raise "
								+ limit.property() + " in time, or need less."),
						apps));
			}
		}
	}

	private static void failures(List<Failure> failures, List<Problem> problems) {
		Map<Advice, List<Failure>> byAdvice = failures.stream()
			.filter((failure) -> !failure.kind().isHarmless(failure.reason()))
			.collect(Collectors.groupingBy((failure) -> Advice.forFailure(failure.kind(), failure.reason()),
					LinkedHashMap::new, Collectors.toList()));
		byAdvice.forEach((advice, same) -> {
			long count = same.stream().mapToLong(Failure::count).sum();
			String transports = same.stream()
				.map(Failure::transport)
				.filter((transport) -> transport != null)
				.sorted()
				.collect(Collectors.joining(", "));
			Instant last = same.stream().map(Failure::last).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
			String detail = count + " in the last " + RecentFailures.PERIOD.toMinutes() + " minutes"
					+ (transports.isEmpty() ? "" : ", over " + transports);
			problems.add(new Problem(Problem.WARNING, same.get(0).kind().name().toLowerCase(Locale.ROOT),
					advice.title(), detail, advice.action(), 0, List.of(), StatusReader.millis(last)));
		});
	}

	private static List<String> ids(List<KnownApp> apps) {
		return apps.stream().map((app) -> app.app().id()).toList();
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
	}

}
