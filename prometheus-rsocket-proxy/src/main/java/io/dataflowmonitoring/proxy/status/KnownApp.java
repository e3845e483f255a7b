package io.dataflowmonitoring.proxy.status;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.scrape.AppStatus;

/**
 * An app as it was at one moment.
 *
 * @param app the app
 * @param identity who it was then, as far as that was known
 * @param state how it was
 * @param last how its last scrape went; null before the first one
 */
record KnownApp(App app, AppIdentity identity, AppState state, @Nullable AppStatus last) {

	static KnownApp connected(App app, ScrapeHistory history) {
		AppStatus last = history.last(app);
		return new KnownApp(app, app.identity(), AppState.of(app, last), last);
	}

	static KnownApp lost(App app, ScrapeHistory history) {
		return new KnownApp(app, app.identity(), AppState.LOST, history.last(app));
	}

	AppView view(ScrapeHistory history) {
		return new AppView(this.app.id(), this.state.label(), this.identity.labels(), this.app.transport().label(),
				this.app.protocol().label(), address(this.app.remoteAddress()),
				StatusReader.millis(this.app.connectedAt()), lastScrape(), history.durations(this.app));
	}

	@Nullable ScrapeView lastScrape() {
		return (this.last != null) ? ScrapeView.of(this.last) : null;
	}

	private static @Nullable String address(@Nullable SocketAddress address) {
		return (address instanceof InetSocketAddress inet && inet.getAddress() != null)
				? inet.getAddress().getHostAddress() : null;
	}

}
