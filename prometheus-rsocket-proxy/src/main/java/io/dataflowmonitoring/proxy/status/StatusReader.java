package io.dataflowmonitoring.proxy.status;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.connection.AppServer;
import io.dataflowmonitoring.proxy.connection.LostApp;
import io.dataflowmonitoring.proxy.connection.TransportType;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.KeptPush;
import io.dataflowmonitoring.wire.Protocol;

/**
 * Looks at all rooms of the proxy and says how things are at this moment.
 */
public final class StatusReader {

	private final AppRegistry registry;

	private final FinalPushes pushes;

	private final ScrapeHistory history;

	private final RecentFailures failures;

	private final Supplier<List<LimitState>> limits;

	private final List<AppServer> servers;

	private final StatusSettings settings;

	private final Clock clock;

	private final Instant startedAt;

	private final ProblemFinder problems;

	/**
	 * Creates a reader.
	 * @param registry knows the apps
	 * @param pushes keeps what apps said last
	 * @param history knows how they were scraped
	 * @param failures knows what failed lately
	 * @param limits tells how near the limits are
	 * @param servers what apps connect to
	 * @param settings how the proxy is set
	 * @param clock tells the time
	 */
	public StatusReader(AppRegistry registry, FinalPushes pushes, ScrapeHistory history, RecentFailures failures,
			Supplier<List<LimitState>> limits, List<AppServer> servers, StatusSettings settings, Clock clock) {
		this.registry = registry;
		this.pushes = pushes;
		this.history = history;
		this.failures = failures;
		this.limits = limits;
		this.servers = List.copyOf(servers);
		this.settings = settings;
		this.clock = clock;
		this.startedAt = millis(clock.instant());
		this.problems = new ProblemFinder(settings);
	}

	/**
	 * Looks at everything.
	 * @return how it is now
	 */
	public Status status() {
		List<KnownApp> apps = apps();
		List<PushView> kept = pushes();
		Summary summary = summary(apps, kept);
		return new Status(time(), summary.proxy(), summary.totals(), summary.problems(), summary.limits(), timeline(),
				apps.stream().map(this::view).toList(), kept);
	}

	/**
	 * Looks at one app.
	 * @param id the app's id
	 * @return the app with its last scrapes; null if it is neither connected nor was lost
	 */
	public @Nullable AppDetail app(String id) {
		App app = this.registry.find(id);
		if (app != null) {
			return new AppDetail(view(KnownApp.connected(app, this.history)), this.history.scrapes(app));
		}
		return this.registry.lost()
			.stream()
			.filter((lost) -> lost.app().id().equals(id))
			.map((lost) -> new AppDetail(view(KnownApp.lost(lost, this.history)), this.history.scrapes(lost.app())))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Forgets the history of apps that are neither connected nor were lost, and the
	 * samples of those that were, and takes note of what has failed.
	 */
	public void housekeep() {
		Set<App> connected = new HashSet<>(this.registry.connected());
		Set<App> known = new HashSet<>(connected);
		this.registry.lost().forEach((lost) -> known.add(lost.app()));
		this.history.forgetAllBut(connected, known);
		this.failures.look();
	}

	Instant time() {
		return millis(this.clock.instant());
	}

	List<KnownApp> apps() {
		List<App> connected = this.registry.connected();
		List<LostApp> lost = this.registry.lost();
		List<KnownApp> apps = new ArrayList<>(connected.size() + lost.size());
		connected.forEach((app) -> apps.add(KnownApp.connected(app, this.history)));
		Set<String> ids = new HashSet<>();
		connected.forEach((app) -> ids.add(app.id()));
		for (LostApp app : lost) {
			// An app may have come back under its id since.
			if (ids.add(app.app().id())) {
				apps.add(KnownApp.lost(app, this.history));
			}
		}
		return apps;
	}

	AppView view(KnownApp app) {
		return app.view(this.history);
	}

	List<PushView> pushes() {
		return this.pushes.kept().stream().map(this::view).toList();
	}

	List<TimelinePoint> timeline() {
		return this.history.timeline(this.clock.instant());
	}

	Summary summary(Collection<KnownApp> apps, Collection<PushView> kept) {
		Totals totals = totals(apps, kept);
		List<LimitState> states = this.limits.get();
		List<LimitView> limits = states.stream()
			.map((limit) -> new LimitView(limit.property(), Math.round(limit.usageRatio() * 1e4) / 1e4,
					(limit.app() != null) ? limit.app().id() : null))
			.sorted(Comparator.comparingDouble(LimitView::usageRatio).reversed())
			.toList();
		ProxyView proxy = proxy();
		List<Problem> found = this.problems.find(this.clock.instant(), proxy, apps, kept, limits, totals,
				this.failures.failures(), this.pushes.diskProblem());
		return new Summary(proxy, totals, found, limits);
	}

	private PushView view(KeptPush push) {
		Instant arrived = millis(push.time());
		boolean delivered = push.isDelivered();
		return new PushView(push.app(), push.identity().labels(), arrived, push.exposition().sampleCount(),
				push.exposition().length(), delivered, arrived.plus(this.settings.retention()),
				delivered ? null : arrived.plus(this.settings.undeliveredRetention()));
	}

	private ProxyView proxy() {
		return new ProxyView(this.settings.version(), this.startedAt, port(TransportType.TCP),
				port(TransportType.WEBSOCKET), this.settings.tls(), this.settings.tokenRequired(),
				this.settings.scrapeTimeout().toMillis() / 1e3, this.settings.retention().toMillis() / 1e3);
	}

	private @Nullable Integer port(TransportType transport) {
		for (AppServer server : this.servers) {
			if (server.transport() == transport && server.isAccepting()) {
				return server.port();
			}
		}
		return null;
	}

	private Totals totals(Collection<KnownApp> apps, Collection<PushView> kept) {
		List<App> connected = apps.stream().filter((app) -> app.state() != AppState.LOST).map(KnownApp::app).toList();
		Instant lastPull = this.history.lastPull();
		return new Totals(connected.size(), count(apps, AppState.UP), count(apps, AppState.FAILING),
				count(apps, AppState.WAITING), count(apps, AppState.ENDING), count(apps, AppState.LOST),
				count(connected, TransportType.TCP), count(connected, TransportType.WEBSOCKET),
				(int) connected.stream().filter((app) -> app.protocol() == Protocol.PUBLISHED).count(),
				this.history.samples(), kept.size(), kept.stream().mapToLong(PushView::sizeBytes).sum(),
				this.history.lastScrape(), (lastPull != null) ? millis(lastPull) : null);
	}

	private static int count(Collection<KnownApp> apps, AppState state) {
		return (int) apps.stream().filter((app) -> app.state() == state).count();
	}

	private static int count(List<App> apps, TransportType transport) {
		return (int) apps.stream().filter((app) -> app.transport() == transport).count();
	}

	/**
	 * Nobody reads more than three digits after the second.
	 */
	static Instant millis(Instant time) {
		return time.truncatedTo(ChronoUnit.MILLIS);
	}

}
