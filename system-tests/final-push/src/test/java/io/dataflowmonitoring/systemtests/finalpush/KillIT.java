package io.dataflowmonitoring.systemtests.finalpush;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.dataflowmonitoring.systemtests.support.Exposition;
import io.dataflowmonitoring.systemtests.support.Processes;
import io.dataflowmonitoring.systemtests.support.Proxy;
import io.dataflowmonitoring.systemtests.support.Sample;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The proxy is killed ({@code kill -9}) while apps push to it without a pause. What it
 * has acknowledged must be in the scrapes of both servers of a pair after the restart.
 */
@DisplayName("Pushed metrics survive a restart (pushgateway#241, #319), of kill -9 too; "
		+ "the final push arrives (prometheus-rsocket-proxy#35)")
class KillIT {

	private static final int ROUNDS = Integer.getInteger("kill.rounds", 10);

	private static final int PUSHERS = 8;

	/**
	 * Enough for a few hundred pushes, and for the first scrape in every second round.
	 */
	private static final int MAX_DELAY_MILLIS = 1_000;

	private static final int MAX_SAMPLES = 20;

	private static final int MAX_PADDING = 1_000;

	@RegisterExtension
	static final Processes processes = new Processes();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** By instance, how many samples were pushed; only what was acknowledged. */
	private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

	/** By instance, how many samples were pushed. */
	private final Map<String, Integer> sent = new ConcurrentHashMap<>();

	private final AtomicInteger ids = new AtomicInteger();

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	void nothingAcknowledgedIsLostWhenTheProxyIsKilledAtAnyPointOfAPush() throws Exception {
		long seed = Long.getLong("kill.seed", 0);
		seed = (seed != 0) ? seed : System.nanoTime();
		Random random = new Random(seed);
		// Each push outlives its round, and a few more.
		Proxy proxy = Proxy.start(processes, "--micrometer.prometheus-proxy.retention=1m",
				"--micrometer.prometheus-proxy.max-kept-pushes=100000");
		int total = 0;
		int unfinished = 0;
		for (int round = 1; round <= ROUNDS; round++) {
			this.acknowledged.clear();
			this.sent.clear();
			pushUntilKilled(proxy, random, round % 2 == 0);
			proxy.startAgain();
			proxy.awaitReady();
			for (String scraper : List.of("one", "another")) {
				assertThatNothingIsLost(proxy.scrape(), "seed " + seed + ", round " + round + ", scraper " + scraper);
			}
			total += this.acknowledged.size();
			unfinished += this.sent.size() - this.acknowledged.size();
			assertThat(proxy.ownMetrics().samples("prometheus_proxy_pushes_total", "result", "corrupt"))
				.extracting(Sample::value)
				.containsExactly(0.0);
		}
		System.out.printf("Kills survived: %d; pushes acknowledged and delivered twice: %d; cut off by a kill: %d "
				+ "(seed %d)%n", ROUNDS, total, unfinished, seed);
		assertThat(total).isGreaterThan(ROUNDS);
	}

	private void pushUntilKilled(Proxy proxy, Random random, boolean scraped) throws Exception {
		AtomicBoolean killed = new AtomicBoolean();
		CountDownLatch pushed = new CountDownLatch(1);
		List<Future<?>> work = new ArrayList<>();
		for (int i = 0; i < PUSHERS; i++) {
			Random own = new Random(random.nextLong());
			work.add(this.threads.submit(() -> {
				while (!killed.get()) {
					push(proxy, own, pushed);
				}
			}));
		}
		if (scraped) {
			// So that kills hit deliveries as well.
			work.add(this.threads.submit(() -> {
				while (!killed.get()) {
					scrape(proxy);
				}
			}));
		}
		int delay = random.nextInt(MAX_DELAY_MILLIS);
		assertThat(pushed.await(30, TimeUnit.SECONDS)).as("a push was acknowledged").isTrue();
		TimeUnit.MILLISECONDS.sleep(delay);
		proxy.kill();
		killed.set(true);
		for (Future<?> one : work) {
			one.get(30, TimeUnit.SECONDS);
		}
	}

	private void push(Proxy proxy, Random random, CountDownLatch pushed) {
		String instance = "app-" + this.ids.incrementAndGet();
		int samples = 1 + random.nextInt(MAX_SAMPLES);
		String padding = "x".repeat(random.nextInt(MAX_PADDING));
		StringBuilder exposition = new StringBuilder();
		for (int i = 0; i < samples; i++) {
			exposition
				.append("pushed{instance=\"%s\",i=\"%d\",padding=\"%s\"} %d\n".formatted(instance, i, padding, i));
		}
		try (TestApp app = TestApp.connect(proxy.tcpPort(), instance)) {
			this.sent.put(instance, samples);
			app.push(exposition.toString());
			this.acknowledged.put(instance, samples);
			pushed.countDown();
		}
		catch (RuntimeException ex) {
			// Not acknowledged, as when the proxy was killed.
		}
	}

	private static void scrape(Proxy proxy) {
		try {
			proxy.scrape(Duration.ofSeconds(1));
		}
		catch (AssertionError ex) {
			// The proxy was killed.
		}
	}

	private void assertThatNothingIsLost(Exposition scrape, String description) {
		Map<String, Integer> delivered = new LinkedHashMap<>();
		for (Sample sample : scrape.samples("pushed")) {
			assertThat(sample.value()).isEqualTo(Integer.parseInt(sample.label("i")));
			delivered.merge(sample.label("instance"), 1, Integer::sum);
		}
		assertThat(delivered).as(description).containsAllEntriesOf(this.acknowledged);
		// What was not acknowledged may be there, but then whole.
		this.sent.forEach((instance, samples) -> assertThat(delivered.getOrDefault(instance, samples))
			.as(description + ", " + instance)
			.isEqualTo(samples));
	}

}
