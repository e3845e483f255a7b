package io.dataflowmonitoring.proxy.status;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.LostApp;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.scrape.AppStatus;

/**
 * An app as it was at one moment.
 *
 * @param app the app
 * @param identity who it was then, as far as that was known
 * @param state how it was
 * @param last how its last scrape went; null before the first one
 * @param lostAt when its connection ended without a final push; null if it is connected
 */
record KnownApp(App app, AppIdentity identity, AppState state, @Nullable AppStatus last, @Nullable Instant lostAt) {

	static KnownApp connected(App app, ScrapeHistory history) {
		AppStatus last = history.last(app);
		return new KnownApp(app, app.identity(), AppState.of(app, last), last, null);
	}

	static KnownApp lost(LostApp lost, ScrapeHistory history) {
		App app = lost.app();
		return new KnownApp(app, app.identity(), AppState.LOST, history.last(app), StatusReader.millis(lost.since()));
	}

	AppView view(ScrapeHistory history) {
		return new AppView(this.app.id(), this.state.label(), this.identity.labels(), this.app.transport().label(),
				this.app.protocol().label(), address(this.app.remoteAddress()),
				StatusReader.millis(this.app.connectedAt()), this.lostAt, lastScrape(), history.durations(this.app));
	}

	@Nullable ScrapeView lastScrape() {
		return (this.last != null) ? ScrapeView.of(this.last) : null;
	}

	private static @Nullable String address(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inet && inet.getAddress() != null)
				? inet.getAddress().getHostAddress() : null;
	}

}
