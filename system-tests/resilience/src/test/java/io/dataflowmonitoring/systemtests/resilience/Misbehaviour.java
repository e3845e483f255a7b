package io.dataflowmonitoring.systemtests.resilience;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.dataflowmonitoring.systemtests.fleet.FleetNetwork;
import io.dataflowmonitoring.systemtests.fleet.ProxyAddress;
import io.dataflowmonitoring.systemtests.fleet.PublishedEnvelope;
import io.dataflowmonitoring.systemtests.fleet.PublishedPeer;
import io.dataflowmonitoring.wire.AppDescription;
import io.dataflowmonitoring.wire.ExpositionSource;
import io.rsocket.Payload;
import io.rsocket.util.DefaultPayload;
import io.rsocket.util.EmptyPayload;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The ways in which a peer of the proxy can be bad. */
enum Misbehaviour {

	NEVER_ANSWERS("timeout", published((key) -> Mono.never())),

	ANSWERS_WITH_AN_ERROR("app_error", published((key) -> Mono.error(new IllegalStateException("no metrics today")))),

	ANSWERS_NOTHING("malformed", published((key) -> Mono.just(EmptyPayload.INSTANCE))),

	ANSWERS_RANDOM_BYTES("undecryptable",
			published((key) -> Mono.fromSupplier(() -> DefaultPayload.create(random(4096), random(256))))),

	SEALS_FOR_ANOTHER_PROXY("undecryptable", published(sealing(Misbehaviour::healthy, strangersKey()))),

	ANSWERS_WHAT_IS_NO_EXPOSITION("malformed", published(sealing(() -> text("this is {not an exposition\n")))),

	ANSWERS_BROKEN_COMPRESSION("malformed",
			published((key) -> Mono.fromSupplier(() -> PublishedEnvelope.sealBlock(brokenBlock(), key)))),

	GIVES_A_SERIES_TWICE("none", published(sealing(() -> text("bad_twice 1\nbad_twice 2\n")))),

	ANSWERS_TOO_MUCH("oversized", published(sealing(() -> comment(3_000_000, true)))),

	ANSWERS_A_DECOMPRESSION_BOMB("oversized", published(sealing(Misbehaviour::bomb))),

	CLAIMS_TO_DECOMPRESS_TO_4_GIB("oversized",
			published((key) -> Mono.fromSupplier(() -> PublishedEnvelope
				.sealBlock(new byte[] { (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0, 0 }, key)))),

	CONTRADICTS_THE_TYPES_OF_OTHERS("none", published(sealing(() -> text("""
			# TYPE jvm_memory_used_bytes histogram
			jvm_memory_used_bytes_sum 1
			jvm_memory_used_bytes_count 1
			jvm_memory_used_bytes_bucket{le="+Inf"} 1
			# TYPE fleet_app_samples untyped
			fleet_app_samples{instance="contradictor"} 1
			""")))),

	CLAIMS_THE_SERIES_OF_ANOTHER("none",
			published(sealing(() -> text("# TYPE fleet_app_samples gauge\n" + "fleet_app_samples{"
					+ BadNeighboursIT.VICTIM + "} 666\nfleet_app_samples{instance=\"claimant\"} 1\n")))),

	ANSWERS_GARBAGE_EVERY_SECOND_TIME("",
			(proxy, network) -> BadNeighbour.published(network.tcp(proxy), everySecond())),

	SAYS_NOTHING("", (proxy, network) -> BadNeighbour.raw(proxy.tcpPort(), (connection) -> LockSupport.park())),

	SAYS_NOTHING_TO_THE_WEBSOCKET_PORT("",
			(proxy, network) -> BadNeighbour.raw(proxy.websocketPort(), (connection) -> LockSupport.park())),

	STOPS_READING_AFTER_SETUP("timeout", (proxy, network) -> BadNeighbour.raw(proxy.tcpPort(), (connection) -> {
		connection.setup();
		LockSupport.park();
	})),

	SENDS_RANDOM_BYTES("", (proxy, network) -> BadNeighbour.raw(proxy.tcpPort(), Misbehaviour::sendRandomBytes)),

	SENDS_RANDOM_BYTES_TO_THE_WEBSOCKET_PORT("",
			(proxy, network) -> BadNeighbour.raw(proxy.websocketPort(), Misbehaviour::sendRandomBytes)),

	SPEAKS_HTTP_TO_THE_TCP_PORT("", (proxy, network) -> BadNeighbour.raw(proxy.tcpPort(), (connection) -> {
		connection.bytes(text("GET /metrics HTTP/1.1\r\nHost: proxy\r\n\r\n"));
		LockSupport.park();
	})),

	SENDS_RANDOM_FRAMES_AFTER_SETUP("", (proxy, network) -> BadNeighbour.raw(proxy.tcpPort(), (connection) -> {
		connection.setup();
		while (!Thread.currentThread().isInterrupted()) {
			connection.frame(random(ThreadLocalRandom.current().nextInt(1, 200)));
		}
	})),

	OURS_NEVER_ANSWERS("timeout",
			(proxy, network) -> BadNeighbour.ours(network.tcp(proxy), description(), healthySource(), (task) -> {
				// Never run.
			})),

	OURS_ANSWERS_WITH_AN_ERROR("app_error", ours((out, contentType) -> {
		throw new IOException("no metrics today");
	})),

	OURS_ANSWERS_WHAT_IS_NO_EXPOSITION("malformed",
			ours((out, contentType) -> out.write(text("this is {not an exposition\n")))),

	OURS_ANSWERS_TOO_MUCH("", ours((out, contentType) -> out.write(comment(3_000_000, true)))),

	OURS_ANSWERS_A_DECOMPRESSION_BOMB("", ours((out, contentType) -> out.write(comment(50_000_000, false)))),

	OURS_IS_ALTERED_ON_THE_WAY("", tampered(TamperingRelay::flipping)),

	OURS_IS_TRUNCATED_ON_THE_WAY("", tampered(TamperingRelay::truncating)),

	OURS_IS_REPLAYED_ON_THE_WAY("", tampered(TamperingRelay::replaying)),

	FLOODS_WITH_KEEPALIVES_AND_READS_NOTHING("",
			(proxy, network) -> BadNeighbour.raw(proxy.tcpPort(), Misbehaviour::floodWithKeepAlives)),

	FLOODS_WITH_PUSHES("",
			(proxy, network) -> BadNeighbour.published(network.tcp(proxy), sealing(Misbehaviour::healthy),
					Misbehaviour::floodWithPushes)),

	FLOODS_WITH_UNREADABLE_PUSHES("", (proxy, network) -> BadNeighbour.published(network.tcp(proxy),
			sealing(Misbehaviour::healthy), (peer) -> flood(peer, DefaultPayload.create(random(4096), random(256)))));

	private final String reason;

	@SuppressWarnings("ImmutableEnumChecker") // a function without state
	private final Start start;

	Misbehaviour(String reason, Start start) {
		this.reason = reason;
		this.start = start;
	}

	/** What the proxy says about it; {@code none} if it is up, empty if that depends. */
	String reason() {
		return this.reason;
	}

	BadNeighbour start(ProxyAddress proxy, FleetNetwork network) throws IOException {
		return this.start.start(proxy, network);
	}

	private static Start published(Function<PublicKey, Mono<Payload>> answer) {
		return (proxy, network) -> BadNeighbour.published(network.tcp(proxy), answer);
	}

	private static Start ours(ExpositionSource source) {
		return (proxy, network) -> BadNeighbour.ours(network.tcp(proxy), description(), source, network.executor());
	}

	private static Start tampered(Supplier<UnaryOperator<byte[]>> tampering) {
		return (proxy, network) -> BadNeighbour.behind(new TamperingRelay(proxy.tcpPort(), tampering), network,
				(transport) -> BadNeighbour.ours(transport, description(), healthySource(), network.executor()));
	}

	/** Each of its own, since of two apps with the same identity the newer one stays. */
	private static AppDescription description() {
		return new AppDescription(Map.of("application", "bad", "instance", "bad-" + UUID.randomUUID()));
	}

	private static Function<PublicKey, Mono<Payload>> sealing(Supplier<byte[]> exposition) {
		return (key) -> Mono.fromSupplier(() -> PublishedEnvelope.seal(exposition.get(), key));
	}

	private static Function<PublicKey, Mono<Payload>> sealing(Supplier<byte[]> exposition, PublicKey key) {
		return (proxysKey) -> Mono.fromSupplier(() -> PublishedEnvelope.seal(exposition.get(), key));
	}

	private static Function<PublicKey, Mono<Payload>> everySecond() {
		AtomicInteger asked = new AtomicInteger();
		return sealing(() -> (asked.getAndIncrement() % 2 == 0) ? text("this is {not an exposition\n")
				: text("bad_every_second 1\n"));
	}

	private static PublicKey strangersKey() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return generator.generateKeyPair().getPublic();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has RSA", ex);
		}
	}

	/** Pushes, each sealed well, with nobody waiting for an acknowledgement. */
	private static Mono<Void> floodWithPushes(PublishedPeer peer) {
		return peer.key().flatMap((key) -> flood(peer, PublishedEnvelope.seal(healthy(), key)));
	}

	/** As many as the connection takes. */
	private static Mono<Void> flood(PublishedPeer peer, Payload payload) {
		return Flux.range(0, 20_000).concatMap((number) -> peer.send(DefaultPayload.create(payload))).then();
	}

	private static void sendRandomBytes(RawConnection connection) throws IOException {
		for (int i = 0; i < 1_000 && !Thread.currentThread().isInterrupted(); i++) {
			connection.bytes(random(4096));
		}
	}

	/** 64 KiB each, which the proxy has to send back: 640 MB in all. */
	private static void floodWithKeepAlives(RawConnection connection) throws IOException {
		connection.setup();
		byte[] frame = RawConnection.keepAlive(random(65_536));
		for (int i = 0; i < 10_000 && !Thread.currentThread().isInterrupted(); i++) {
			connection.frame(frame);
		}
	}

	private static ExpositionSource healthySource() {
		return (out, contentType) -> out.write(healthy());
	}

	private static byte[] healthy() {
		return text("# TYPE bad_ok gauge\nbad_ok{application=\"bad\"} 1\n");
	}

	private static byte[] comment(int size, boolean incompressible) {
		byte[] comment = new byte[size];
		Random random = new Random(1);
		for (int i = 0; i < size; i++) {
			comment[i] = (byte) (incompressible ? 'a' + random.nextInt(26) : 'a');
		}
		comment[0] = '#';
		comment[1] = ' ';
		comment[size - 1] = '\n';
		return comment;
	}

	/** 100 MB that travel as 5. */
	private static byte[] bomb() {
		return comment(100_000_000, false);
	}

	/** Right about its size, and then wrong. */
	private static byte[] brokenBlock() {
		byte[] block = random(100);
		block[0] = 90;
		block[1] = (byte) 0xFD;
		return block;
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		ThreadLocalRandom.current().nextBytes(bytes);
		return bytes;
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private interface Start {

		BadNeighbour start(ProxyAddress proxy, FleetNetwork network) throws IOException;

	}

}
