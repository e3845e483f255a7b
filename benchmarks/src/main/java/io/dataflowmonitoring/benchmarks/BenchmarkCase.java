package io.dataflowmonitoring.benchmarks;

import java.util.Set;
import java.util.stream.Collectors;

import io.dataflowmonitoring.benchmarks.report.Peers;

/**
 * Work that is the same for all peers.
 *
 * @param name what the command line calls it
 * @param table the case whose table has its figures, most often itself
 * @param apps how many apps there are
 * @param samples how many samples each has
 * @param proxies how many proxies share the apps
 * @param websocket whether they connect over WebSocket, and not over TCP
 * @param changing whether a third of their samples has a new value each time; published
 * clients do not
 * @param parts what is measured
 * @param peers whom it is measured with
 */
record BenchmarkCase(String name, String table, int apps, int samples, int proxies, boolean websocket, boolean changing,
		Set<Part> parts, Set<Peers> peers) {

	/** How many samples a complete scrape has. */
	long total() {
		return (long) this.apps * this.samples;
	}

	/** The same work, of which only some parts are measured. */
	BenchmarkCase only(Set<Part> some) {
		return new BenchmarkCase(this.name, this.table, this.apps, this.samples, this.proxies, this.websocket,
				this.changing, this.parts.stream().filter(some::contains).collect(Collectors.toSet()), this.peers);
	}

	/** What is measured of a proxy, in this order. */
	enum Part {

		/** All apps connect at once, to a proxy that has just started. */
		STORM,

		/** What an app takes of the proxy's memory, which only our proxy tells. */
		MEMORY,

		/** Scrapes without compression. */
		IDENTITY,

		/** Scrapes with compression. */
		GZIP,

		/** All apps lose their connection and connect again at once. */
		AGAIN,

		/** A tenth of the apps goes and as many come, each second. */
		CHURN,

		/** One app does not answer any more. */
		STALLED

	}

}
