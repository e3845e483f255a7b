package io.dataflowmonitoring.proxy.status;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.scrape.AppStatus;

/**
 * How an app is, in one word.
 */
enum AppState {

	/** It was part of the last scrape. */
	UP,

	/** It was left out of the last scrape. */
	FAILING,

	/** It is connected and has not been scraped yet. */
	WAITING,

	/** It is connected and has made its final push: it is about to end. */
	ENDING,

	/** Its connection ended without a final push. */
	LOST;

	static AppState of(App app, @Nullable AppStatus last) {
		if (app.hasPushed()) {
			return ENDING;
		}
		if (last == null) {
			return WAITING;
		}
		return last.isUp() ? UP : FAILING;
	}

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
