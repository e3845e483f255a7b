package io.dataflowmonitoring.benchmarks.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The proxies that share a fleet: one, or several that are scraped at the same time.
 */
public final class ProxyGroup implements AutoCloseable {

	private final List<ProxyProcess> proxies;

	private final ExecutorService scrapers;

	/**
	 * Creates a group of proxies that have nothing to do yet.
	 * @param proxies the proxies, at least one
	 */
	public ProxyGroup(List<ProxyProcess> proxies) {
		this.proxies = List.copyOf(proxies);
		this.scrapers = Executors.newFixedThreadPool(proxies.size());
	}

	/**
	 * Has new apps connect at once, as many to each proxy.
	 * @param fleet the fleet to which they belong
	 * @param apps how many apps, over all proxies
	 * @param websocket whether over WebSocket, and not over TCP
	 */
	public void connect(FleetProcess fleet, int apps, boolean websocket) {
		int rest = apps;
		for (int i = 0; i < this.proxies.size(); i++) {
			int some = rest / (this.proxies.size() - i);
			fleet.connect(some, this.proxies.get(i).ports(), websocket);
			rest -= some;
		}
	}

	/**
	 * Scrapes all proxies at the same time.
	 * @param timeout when the scraper gives up, as it tells the proxy
	 * @param gzip whether the answer may be compressed
	 * @param counted whether to count samples, which costs time
	 * @return the sums, and how long the slowest took
	 * @throws IOException if a proxy gives no complete answer with status 200 in time
	 * @throws InterruptedException if this thread was interrupted
	 */
	public Scrape scrape(Duration timeout, boolean gzip, boolean counted) throws IOException, InterruptedException {
		List<Callable<Scrape>> scrapes = new ArrayList<>();
		for (ProxyProcess proxy : this.proxies) {
			scrapes.add(() -> new Scraper(proxy.ports().http(), timeout).scrape(gzip, counted));
		}
		Scrape sum = new Scrape(Duration.ZERO, 0, 0);
		for (Future<Scrape> scrape : this.scrapers.invokeAll(scrapes)) {
			sum = sum.with(get(scrape));
		}
		return sum;
	}

	/**
	 * Returns the processor time of all proxies.
	 * @return since they were started
	 */
	public Duration cpu() {
		return this.proxies.stream().map((proxy) -> proxy.usage().cpu()).reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * Returns the most memory that was ever resident, of all proxies.
	 * @return in bytes
	 */
	public long peakResidentBytes() {
		return this.proxies.stream().mapToLong((proxy) -> proxy.usage().peakResidentBytes()).sum();
	}

	/**
	 * Returns what is left in memory once all garbage is collected.
	 * @return in bytes, of the heap and of buffers outside of it, of all proxies
	 * @throws IOException if a proxy does not say
	 * @throws InterruptedException if this thread was interrupted
	 */
	public long liveBytes() throws IOException, InterruptedException {
		long bytes = 0;
		for (ProxyProcess proxy : this.proxies) {
			bytes += proxy.liveBytes();
		}
		return bytes;
	}

	private static Scrape get(Future<Scrape> scrape) throws IOException, InterruptedException {
		try {
			return scrape.get();
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
		}
	}

	@Override
	public void close() {
		this.scrapers.shutdownNow();
		this.proxies.forEach(ProxyProcess::close);
	}

}
