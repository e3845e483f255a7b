package io.dataflowmonitoring.proxy.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.Protocol;

/**
 * The apps that are connected, and for a while those that went without a final push. Logs
 * one line for each change. No change takes longer where more apps are connected: a
 * thousand of them may come or go at once.
 */
public final class AppRegistry {

	/**
	 * How many lost apps are remembered at most. They are remembered for alerts, which
	 * one of a thousand sets off as well.
	 */
	private static final int MAX_LOST = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(AppRegistry.class);

	private final Clock clock;

	private final Duration retention;

	private final Random ids = new Random();

	/** By id, in the order in which they connected. */
	private final Map<String, App> connected = new LinkedHashMap<>();

	/** How many apps are connected that are one and the same instance. */
	private final Map<AppIdentity, Integer> connectedInstances = new HashMap<>();

	/**
	 * The ones lost first come first. By the identity, if that is one instance's alone,
	 * else by the app.
	 */
	private final Map<Object, LostApp> lost = new LinkedHashMap<>();

	private final Replacements replacements;

	private boolean draining;

	/**
	 * Creates an empty registry.
	 * @param clock tells how long an app has been lost
	 * @param retention how long a lost app is remembered
	 */
	public AppRegistry(Clock clock, Duration retention) {
		this.clock = clock;
		this.retention = retention;
		this.replacements = new Replacements(clock);
	}

	/**
	 * Returns the apps that are connected.
	 * @return the apps, in the order in which they connected
	 */
	public synchronized List<App> connected() {
		return List.copyOf(this.connected.values());
	}

	/**
	 * Returns the connected app of an id.
	 * @param id the id
	 * @return the app; null if no connected app has this id
	 */
	public synchronized @Nullable App find(String id) {
		return this.connected.get(id);
	}

	/**
	 * Returns how many apps are connected.
	 * @return the number of apps
	 */
	public synchronized int connectedCount() {
		return this.connected.size();
	}

	synchronized int connectedCount(Protocol protocol) {
		return Math.toIntExact(this.connected.values().stream().filter((app) -> app.protocol() == protocol).count());
	}

	/**
	 * Returns whether an app is still connected.
	 * @param app the app
	 * @return whether it is
	 */
	public synchronized boolean isConnected(App app) {
		return this.connected.get(app.id()) == app;
	}

	/**
	 * Returns the apps whose connection ended without a final push not longer than the
	 * retention ago, and which have not come back.
	 * @return the apps, the one lost first coming first
	 */
	public synchronized List<LostApp> lost() {
		forgetLost();
		return List.copyOf(this.lost.values());
	}

	/**
	 * Forgets the apps that were lost longer ago than the retention.
	 */
	public synchronized void forgetLost() {
		Instant limit = this.clock.instant().minus(this.retention);
		this.lost.values().removeIf((app) -> !app.since().isAfter(limit));
	}

	/**
	 * Takes note of who an app is, unless it has said so itself.
	 * @param app the app
	 * @param identity what its metrics told last
	 */
	public void identify(App app, AppIdentity identity) {
		if (!app.described().labels().isEmpty() || identity.labels().isEmpty() || identity.equals(app.identity())) {
			return;
		}
		synchronized (this) {
			boolean connected = isConnected(app);
			if (connected) {
				uncount(app.identity());
			}
			app.identity(identity);
			noLongerLost(identity);
			if (connected) {
				count(identity);
			}
			else {
				// Its answer came when it was gone.
				LostApp lost = this.lost.remove(app);
				if (lost != null && !isBack(identity)) {
					lose(lost);
				}
			}
		}
		app.named(logger.atInfo()).log("App {} is {}", app.id(), identity);
	}

	/**
	 * Registers an app that has connected. If it says that it is one that is connected
	 * already, the older connection is closed: most likely its end has not been noticed
	 * yet.
	 */
	App add(AppLink link) {
		App app;
		App replaced = null;
		boolean disputed = false;
		synchronized (this) {
			if (link.described().isUnique()) {
				app = new App(StableIds.of(link.described()), link, this.clock.instant());
				// Removed first, so that the new one comes last.
				replaced = this.connected.remove(app.id());
				if (replaced != null) {
					uncount(replaced.identity());
					disputed = this.replacements.isDisputed(app.id());
				}
				noLongerLost(app.identity());
			}
			else {
				app = new App(newId(), link, this.clock.instant());
			}
			this.connected.put(app.id(), app);
			count(app.identity());
		}
		app.named(logger.atInfo()).log("App {} connected over {} from {}", app, link.transport(), link.remoteAddress());
		if (replaced != null) {
			replaced.close();
		}
		if (disputed) {
			app.named(logger.atWarn())
				.log("""
						App {} was replaced {} times within {} s, so there seem to be two of that name, each of which ends \
						the connection of the other. Give each an instance of its own.""",
						app, Replacements.DISPUTE, Replacements.PERIOD.toSeconds());
		}
		return app;
	}

	/**
	 * Forgets an app whose connection has ended. If it went without a final push and is
	 * not back already over another connection, it is lost.
	 * @param app the app
	 */
	public void remove(App app) {
		boolean replaced;
		synchronized (this) {
			replaced = !this.connected.remove(app.id(), app);
			if (!replaced) {
				uncount(app.identity());
				if (!app.hasPushed() && !app.isLeaving() && !isBack(app.identity())) {
					lose(new LostApp(app, this.clock.instant()));
				}
			}
			notifyAll();
		}
		if (replaced) {
			app.named(logger.atInfo()).log("App {} has a new connection, so its old one is closed", app);
		}
		else if (app.isLeaving()) {
			app.named(logger.atInfo()).log("App {} has left, as it was told to", app);
		}
		else {
			app.named(logger.atInfo())
				.log("App {} disconnected {} a final push", app, app.hasPushed() ? "after" : "without");
		}
	}

	/**
	 * From now on accepts no more apps.
	 * @return the apps that can be told to connect elsewhere
	 */
	synchronized List<App> drain() {
		this.draining = true;
		return this.connected.values().stream().filter((app) -> app.protocol() == Protocol.NEGOTIATED).toList();
	}

	/**
	 * Returns whether the proxy is about to end.
	 */
	synchronized boolean isDraining() {
		return this.draining;
	}

	/**
	 * Waits until the last app that speaks a protocol is gone.
	 * @param protocol the protocol
	 * @param timeout how long to wait at most
	 * @return how many are left
	 */
	synchronized int awaitGone(Protocol protocol, Duration timeout) throws InterruptedException {
		long end = System.nanoTime() + timeout.toNanos();
		int left = connectedCount(protocol);
		for (long wait = timeout.toMillis(); left > 0 && wait > 0; wait = (end - System.nanoTime()) / 1_000_000) {
			wait(wait);
			left = connectedCount(protocol);
		}
		return left;
	}

	private void lose(LostApp lost) {
		if (this.lost.size() == MAX_LOST) {
			this.lost.remove(this.lost.keySet().iterator().next());
		}
		AppIdentity identity = lost.app().identity();
		Object key = identity.isUnique() ? identity : lost.app();
		// Removed first, so that it comes last.
		this.lost.remove(key);
		this.lost.put(key, lost);
	}

	private void noLongerLost(AppIdentity identity) {
		if (identity.isUnique()) {
			this.lost.remove(identity);
		}
	}

	private boolean isBack(AppIdentity identity) {
		return this.connectedInstances.containsKey(identity);
	}

	private void count(AppIdentity identity) {
		if (identity.isUnique()) {
			this.connectedInstances.merge(identity, 1, Integer::sum);
		}
	}

	private void uncount(AppIdentity identity) {
		this.connectedInstances.computeIfPresent(identity, (key, count) -> (count > 1) ? count - 1 : null);
	}

	private String newId() {
		String id;
		do {
			id = HexFormat.of().toHexDigits(this.ids.nextInt());
		}
		while (this.connected.containsKey(id));
		return id;
	}

}
