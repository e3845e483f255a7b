package io.dataflowmonitoring.proxy.push;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.dataflowmonitoring.proxy.MutableClock;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is on disk, and what a restart makes of it.
 */
@DisplayName("Pushed metrics survive a restart (pushgateway#241, #319)")
@ExtendWith(OutputCaptureExtension.class)
class StoredPushesTests {

	private static final Duration RETENTION = Duration.ofMinutes(2);

	private static final Duration UNDELIVERED_RETENTION = Duration.ofHours(1);

	private final MutableClock clock = new MutableClock();

	private Path parent;

	private Path directory;

	private SimpleMeterRegistry meters;

	private FinalPushes pushes;

	@BeforeEach
	void start(@TempDir Path parent) {
		this.parent = parent;
		this.directory = parent.resolve("data/pushes");
		this.meters = new SimpleMeterRegistry();
		this.pushes = open(1_000);
	}

	@AfterEach
	void stop() {
		this.pushes.close();
	}

	@Test
	void aRestartKeepsEverythingAboutAPush() {
		AppIdentity identity = new AppIdentity(Map.of("instance", "one"));
		KeptPush before = this.pushes
			.keep("1", identity, ExpositionFormat.TEXT_0_0_4, "a{b=\"c\"} 1\n".getBytes(StandardCharsets.UTF_8))
			.join();
		restart();
		assertThat(this.pushes.kept()).singleElement().satisfies((push) -> {
			assertThat(push).isNotSameAs(before);
			assertThat(push.app()).isEqualTo("1");
			assertThat(push.identity()).isEqualTo(identity);
			assertThat(push.time()).isEqualTo(before.time());
			assertThat(push.exposition().sampleCount()).isOne();
			assertThat(push.exposition().length()).isEqualTo(before.exposition().length());
		});
		assertThat(count("kept")).isZero();
	}

	@Test
	void aRestartKeepsTheOrderAndTheAge() {
		for (int i = 1; i <= 3; i++) {
			keep("" + i);
			this.clock.advance(Duration.ofSeconds(1));
		}
		this.pushes.delivered(this.pushes.kept());
		this.clock.advance(RETENTION.minusSeconds(4));
		restart();
		assertThat(kept()).containsExactly("3", "2", "1");
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(kept()).containsExactly("3", "2");
	}

	@Test
	void aRestartRemembersWhichPushesAScrapeHasHad() {
		keep("1");
		this.pushes.delivered(this.pushes.kept());
		keep("2");
		this.clock.advance(RETENTION);
		restart();
		assertThat(kept()).containsExactly("2");
		assertThat(count("expired")).isOne();
		this.clock.advance(UNDELIVERED_RETENTION);
		restart();
		assertThat(kept()).isEmpty();
		assertThat(count("lost")).isOne();
	}

	@Test
	void whatLeavesIsNotThereAfterARestart() {
		keep("replaced");
		keep("replaced");
		this.pushes.replace(Set.of(new AppIdentity(Map.of("instance", "replaced"))));
		restart();
		assertThat(kept()).isEmpty();
		assertThat(files()).containsExactly("lock");
	}

	@Test
	void ofTwoPushesOfAnAppARestartKeepsTheLatest() throws IOException {
		keep("1");
		Path first = this.directory.resolve(files("push").get(0));
		byte[] contents = Files.readAllBytes(first);
		this.clock.advance(Duration.ofSeconds(1));
		keep("1");
		this.pushes.close();
		// As if the proxy had been killed before it could delete it.
		Files.write(first, contents);
		restart();
		assertThat(this.pushes.kept()).extracting(KeptPush::time).containsExactly(this.clock.instant());
		assertThat(count("replaced")).isOne();
	}

	@Test
	void aRestartWithLowerLimitsDropsTheOldest() {
		for (int i = 1; i <= 5; i++) {
			keep("" + i);
			this.clock.advance(Duration.ofMillis(1));
		}
		this.pushes.close();
		this.pushes = open(2);
		assertThat(kept()).containsExactly("5", "4");
		assertThat(count("dropped")).isEqualTo(3);
		this.pushes.close();
		assertThat(files("push")).hasSize(2);
	}

	@Test
	void corruptFilesAreSetAsideAndCountedAndCostNoOther(CapturedOutput output) throws IOException {
		keep("1");
		this.clock.advance(Duration.ofMillis(1));
		keep("2");
		this.clock.advance(Duration.ofMillis(1));
		keep("3");
		this.pushes.close();
		List<String> names = files("push");
		Path truncated = this.directory.resolve(names.get(0));
		Files.write(truncated, Arrays.copyOf(Files.readAllBytes(truncated), 20));
		Files.write(this.directory.resolve(names.get(1)), new byte[0]);
		restart();
		assertThat(kept()).containsExactly("3");
		assertThat(count("corrupt")).isEqualTo(2);
		assertThat(files("corrupt")).hasSize(2);
		assertThat(output).contains("its checksum is wrong. Its file is now", "it does not begin as a final push does");
		restart();
		assertThat(kept()).containsExactly("3");
		assertThat(count("corrupt")).isZero();
	}

	@Test
	void whatWasNotWrittenToItsEndIsDeleted() throws IOException {
		keep("1");
		Files.write(this.directory.resolve("0000000000001-half.tmp"), new byte[10]);
		restart();
		assertThat(kept()).containsExactly("1");
		assertThat(files("tmp")).isEmpty();
	}

	@Test
	void aPushFromTheFutureGrowsOldAsWell() {
		this.clock.advance(Duration.ofDays(400));
		keep("1");
		this.pushes.delivered(this.pushes.kept());
		this.clock.advance(Duration.ofDays(-400));
		restart();
		this.clock.advance(RETENTION);
		assertThat(kept()).isEmpty();
	}

	@Test
	void aSecondProxyCannotUseTheFolder() {
		assertThatExceptionOfType(PushDirectoryException.class).isThrownBy(() -> open(1))
			.withMessageContaining(this.directory + ", is in use by another proxy");
		keep("1");
		assertThat(kept()).containsExactly("1");
	}

	@Test
	void aFileCannotBeTheFolder() throws IOException {
		this.directory = Files.createFile(this.parent.resolve("file"));
		assertThatExceptionOfType(PushDirectoryException.class).isThrownBy(() -> open(1))
			.withMessageContaining("cannot be created: ");
		this.directory = this.directory.resolve("below");
		assertThatExceptionOfType(PushDirectoryException.class).isThrownBy(() -> open(1));
	}

	@Test
	void whileTheDiskFailsPushesAreRefusedAndThoseKeptStay(CapturedOutput output) throws IOException {
		keep("1");
		Path elsewhere = this.parent.resolve("elsewhere");
		Files.move(this.directory, elsewhere);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> keep("2"))
				.withCauseInstanceOf(PushNotStoredException.class)
				.withMessageContaining("The proxy cannot write to its disk");
		}
		assertThat(kept()).containsExactly("1");
		assertThat(count("not_stored")).isEqualTo(2);
		assertThat(this.meters.get("prometheus.proxy.push.disk.errors").counter().count()).isEqualTo(2);
		assertThat(this.pushes.diskProblem()).startsWith("Cannot write a final push: ");
		assertThat(output.getOut().split("final pushes may be refused", -1)).hasSize(2);
		Files.move(elsewhere, this.directory);
		keep("3");
		assertThat(kept()).containsExactly("3", "1");
		assertThat(this.pushes.diskProblem()).isNull();
		assertThat(output).contains("can be written to " + this.directory + " again");
	}

	@Test
	void thatTheDiskIsWellAgainShowsWithoutAPush() throws IOException {
		Path elsewhere = Files.move(this.directory, this.parent.resolve("elsewhere"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> keep("1"));
		Files.createFile(this.directory);
		this.pushes.checkDisk();
		Files.delete(this.directory);
		Files.move(elsewhere, this.directory);
		this.pushes.checkDisk();
		this.pushes.close();
		assertThat(this.pushes.diskProblem()).isNull();
		assertThat(files()).containsExactly("lock");
	}

	@Test
	void manyPushesAtTheSameTimeAreAllSafe() {
		List<String> apps = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
		apps.parallelStream().forEach(this::keep);
		assertThat(files("push")).hasSize(500);
		restart();
		assertThat(kept()).containsExactlyInAnyOrderElementsOf(apps);
	}

	@Test
	void afterItIsClosedPushesAreRefused() {
		this.pushes.close();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> keep("1"))
			.withMessageContaining("shutting down");
	}

	private FinalPushes open(int maxPushes) {
		return TestPushes.open(this.directory, this.clock,
				new PushLimits(RETENTION, UNDELIVERED_RETENTION, maxPushes, 1_000_000), this.meters);
	}

	private void restart() {
		stop();
		this.meters = new SimpleMeterRegistry();
		this.pushes = open(1_000);
	}

	private void keep(String app) {
		TestPushes.keep(this.pushes, app, "a{instance=\"" + app + "\"} 1\n");
	}

	private List<String> kept() {
		return this.pushes.kept().stream().map(KeptPush::app).toList();
	}

	private double count(String result) {
		return this.meters.get("prometheus.proxy.pushes").tag("result", result).counter().count();
	}

	private List<String> files(String ending) {
		return files().stream().filter((name) -> name.endsWith("." + ending)).toList();
	}

	private List<String> files() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
