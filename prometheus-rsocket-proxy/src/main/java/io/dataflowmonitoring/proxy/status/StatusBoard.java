package io.dataflowmonitoring.proxy.status;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;

/**
 * What all who watch see, in versions, so that each of them gets only what has changed
 * since theirs. Not thread-safe: there is one thread for it.
 */
final class StatusBoard {

	/** So that a browser can show the first apps before it has got the last. */
	private static final int ROWS_IN_AN_EVENT = 200;

	private static final String SUMMARY = "summary";

	private final StatusReader reader;

	private final StatusJson json;

	private Map<String, KnownApp> apps = Map.of();

	/** Apps by what is not said again with each scrape. */
	private VersionedRows<AppKey> appRows = new VersionedRows<>();

	private VersionedRows<ScrapeKey> scrapeRows = new VersionedRows<>();

	private VersionedRows<PushView> pushRows = new VersionedRows<>();

	private VersionedRows<TimelinePoint> timelineRows = new VersionedRows<>();

	private VersionedRows<Summary> summaryRows = new VersionedRows<>();

	/** The events of the current version by the version that they go on from. */
	private final Map<Long, List<byte[]>> events = new HashMap<>();

	private long version;

	StatusBoard(StatusReader reader, StatusJson json) {
		this.reader = reader;
		this.json = json;
	}

	/**
	 * Makes a new version of how things are now.
	 */
	void refresh() {
		this.version++;
		this.events.clear();
		List<KnownApp> known = this.reader.apps();
		List<PushView> pushes = this.reader.pushes();
		this.apps = byKey(known, (app) -> app.app().id());
		this.appRows.update(map(this.apps, (app) -> new AppKey(app.app(), app.identity())), this.version);
		this.scrapeRows.update(map(this.apps, ScrapeKey::of), this.version);
		this.pushRows.update(byKey(pushes, PushView::app), this.version);
		this.timelineRows.update(byKey(this.reader.timeline(), (point) -> point.time().toString()), this.version);
		this.summaryRows.update(Map.of(SUMMARY, this.reader.summary(known, pushes)), this.version);
	}

	/**
	 * Returns the version that is the current one.
	 */
	long version() {
		return this.version;
	}

	/**
	 * Returns what has changed.
	 * @param since since which version; 0 for everything
	 * @return server-sent events
	 */
	List<byte[]> since(long since) {
		return this.events.computeIfAbsent(since, this::eventsSince);
	}

	/**
	 * Forgets everything but the version.
	 */
	void clear() {
		this.apps = Map.of();
		this.appRows = new VersionedRows<>();
		this.scrapeRows = new VersionedRows<>();
		this.pushRows = new VersionedRows<>();
		this.timelineRows = new VersionedRows<>();
		this.summaryRows = new VersionedRows<>();
		this.events.clear();
	}

	/**
	 * Returns a sign of life.
	 */
	byte[] beat() {
		return event("beat", new Beat(this.reader.time()));
	}

	private List<byte[]> eventsSince(long since) {
		List<byte[]> events = new ArrayList<>();
		for (Summary summary : this.summaryRows.changedSince(since)) {
			events.add(event(SUMMARY, new SummaryEvent(this.reader.time(), since == 0, summary.proxy(),
					summary.totals(), summary.problems(), summary.limits())));
		}
		List<TimelinePoint> timeline = this.timelineRows.changedSince(since);
		if (!timeline.isEmpty()) {
			events.add(event("timeline", new TimelineEvent(timeline)));
		}
		addApps(since, events);
		List<PushView> pushes = this.pushRows.changedSince(since);
		List<String> gonePushes = this.pushRows.goneSince(since);
		if (!pushes.isEmpty() || !gonePushes.isEmpty()) {
			events.add(event("pushes", new PushesEvent(pushes, gonePushes)));
		}
		return events;
	}

	private void addApps(long since, List<byte[]> events) {
		List<AppView> whole = this.appRows.changedSince(since)
			.stream()
			.map((key) -> this.reader.view(known(key.app().id())))
			.toList();
		Set<String> ids = whole.stream().map(AppView::id).collect(Collectors.toSet());
		List<ScrapeChange> scrapes = this.scrapeRows.changedSince(since)
			.stream()
			.filter((key) -> !ids.contains(key.id()))
			.map((key) -> ScrapeChange.of(known(key.id())))
			.toList();
		List<String> gone = this.appRows.goneSince(since);
		if (!gone.isEmpty()) {
			events.add(event("apps", new AppsEvent(List.of(), List.of(), gone)));
		}
		for (int from = 0; from < whole.size(); from += ROWS_IN_AN_EVENT) {
			List<AppView> part = whole.subList(from, Math.min(whole.size(), from + ROWS_IN_AN_EVENT));
			events.add(event("apps", new AppsEvent(part, List.of(), List.of())));
		}
		if (!scrapes.isEmpty()) {
			events.add(event("apps", new AppsEvent(List.of(), scrapes, List.of())));
		}
	}

	private KnownApp known(String id) {
		KnownApp app = this.apps.get(id);
		if (app == null) {
			throw new IllegalStateException("No app " + id + " is on the board");
		}
		return app;
	}

	private byte[] event(String name, Object data) {
		byte[] head = ("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8);
		byte[] body = this.json.write(data);
		byte[] event = new byte[head.length + body.length + 2];
		System.arraycopy(head, 0, event, 0, head.length);
		System.arraycopy(body, 0, event, head.length, body.length);
		event[event.length - 2] = '\n';
		event[event.length - 1] = '\n';
		return event;
	}

	private static <V> Map<String, V> byKey(Collection<V> values, Function<V, String> key) {
		Map<String, V> byKey = new LinkedHashMap<>();
		values.forEach((value) -> byKey.put(key.apply(value), value));
		return byKey;
	}

	private static <A, B> Map<String, B> map(Map<String, A> values, Function<A, B> mapping) {
		Map<String, B> mapped = new LinkedHashMap<>();
		values.forEach((key, value) -> mapped.put(key, mapping.apply(value)));
		return mapped;
	}

	private record AppKey(App app, AppIdentity identity) {
	}

	/**
	 * What changes with a scrape.
	 *
	 * @param id the app's id
	 * @param state how the app is
	 * @param last how its last scrape went; compared by reference, as none is changed
	 */
	private record ScrapeKey(String id, AppState state, @Nullable Object last) {

		static ScrapeKey of(KnownApp app) {
			return new ScrapeKey(app.app().id(), app.state(), app.last());
		}

	}

	/**
	 * The first event, and each time that anything of it has changed.
	 *
	 * @param time the proxy's time
	 * @param reset whether everything that came before is to be forgotten
	 * @param proxy the proxy
	 * @param totals all apps together
	 * @param problems what is wrong, the worst first
	 * @param limits how near the limits are, the nearest first
	 */
	record SummaryEvent(Instant time, boolean reset, ProxyView proxy, Totals totals, List<Problem> problems,
			List<LimitView> limits) {
	}

	/**
	 * Slots that are new or have changed.
	 *
	 * @param timeline the slots
	 */
	record TimelineEvent(List<TimelinePoint> timeline) {
	}

	/**
	 * What has changed about apps.
	 *
	 * @param apps apps that are new or about which more than a scrape has changed
	 * @param scrapes those of which only that has
	 * @param gone the ids of those that are gone
	 */
	record AppsEvent(List<AppView> apps, List<ScrapeChange> scrapes, List<String> gone) {
	}

	/**
	 * What has changed with a scrape.
	 *
	 * @param id the app's id
	 * @param state how the app is
	 * @param lostAt when its connection ended without a final push; null unless it is
	 * lost
	 * @param lastScrape how its last scrape went; null before the first one
	 */
	record ScrapeChange(String id, String state, @Nullable Instant lostAt, @Nullable ScrapeView lastScrape) {

		static ScrapeChange of(KnownApp app) {
			return new ScrapeChange(app.app().id(), app.state().label(), app.lostAt(), app.lastScrape());
		}

	}

	/**
	 * What has changed about final pushes.
	 *
	 * @param finalPushes those that are new or have changed
	 * @param gone the apps' ids of those that are gone
	 */
	record PushesEvent(List<PushView> finalPushes, List<String> gone) {
	}

	/**
	 * A sign of life.
	 *
	 * @param time the proxy's time
	 */
	record Beat(Instant time) {
	}

}
