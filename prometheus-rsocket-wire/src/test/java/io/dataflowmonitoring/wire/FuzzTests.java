package io.dataflowmonitoring.wire;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rsocket.Payload;
import io.rsocket.util.ByteBufPayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that reads what a peer sent, fed with generated inputs: proper messages that
 * were cut off, had bits flipped, pieces repeated, lengths made huge; and noise. Each
 * must be read, or refused in the way that is documented, and never take much more memory
 * than it is long. The inputs are the same in each run of the build. For millions of
 * them: {@code ./mvnw -Pfuzz -pl prometheus-rsocket-wire test -Dtest=FuzzTests}; other
 * ones with {@code -Dfuzz.seed}.
 */
class FuzzTests {

	/**
	 * For each of the tests.
	 */
	private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5_000);

	private static final long SEED = Long.getLong("fuzz.seed", 20260101);

	private static final int LIMIT = 10_000;

	/**
	 * What reading an input may take besides a few times its own length: objects, an
	 * exposition of the largest size, an exception with its stack trace.
	 */
	private static final long ALLOWANCE = 250_000;

	private static final byte[] EXPOSITION = "# TYPE orders_total counter\norders_total{region=\"EMEA\"} 42.0\n"
		.repeat(20)
		.getBytes(StandardCharsets.UTF_8);

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final Random random = new Random(SEED);

	private int read;

	private int refused;

	/**
	 * What memory the last input took, in bytes.
	 */
	private long taken;

	@AfterEach
	void report(TestInfo test) {
		System.out.println("Fuzzed " + test.getDisplayName() + ": " + (this.read + this.refused) + " inputs, "
				+ this.read + " read, " + this.refused + " refused, seed " + SEED);
	}

	@Test
	void setup() {
		AppDescription description = new AppDescription(
				Map.of("application", "sink", "stream_name", "orders", "instance", "host:8080"));
		List<byte[]> proper = new ArrayList<>();
		for (AppCredentials credentials : Arrays.asList(null, new AppCredentials.Bearer("t0ken"),
				new AppCredentials.Simple("user", "password"))) {
			AppSettings settings = new AppSettings(description, credentials, EnumSet.allOf(ExpositionFormat.class),
					false);
			Payload payload = Setup.toPayload(settings, Setup.entry(settings));
			proper.add(Envelope.bytes(payload.metadata()));
		}
		fuzz(proper, (input) -> {
			ByteBuf metadata = Unpooled.wrappedBuffer(input);
			Setup setup = Setup.decode(Setup.METADATA_MIME_TYPE, metadata);
			assertThat(setup.formats()).contains(ExpositionFormat.TEXT_0_0_4);
			assertThat(metadata.readableBytes()).isEqualTo(input.length);
		});
	}

	@Test
	void setupEntry() {
		AppSettings settings = new AppSettings(new AppDescription(Map.of("application", "sink", "instance", "é:1")),
				null, EnumSet.allOf(ExpositionFormat.class), false);
		fuzz(List.of(Setup.entry(settings)), (input) -> {
			Payload payload = Setup.toPayload(settings, input);
			Setup.decode(Setup.METADATA_MIME_TYPE, payload.metadata());
		});
	}

	@Test
	void hello() {
		fuzz(List.of(new Hello(true, true, List.of(ExpositionFormat.values()), 1 << 24, 1 << 24).encode(),
				new Hello(false, false, Loopback.TEXT, 1, 1).encode()), Hello::decode);
	}

	@Test
	void proxysKey() {
		fuzz(List.of(ProxyKeys.generate().publicKey(), SealingKey.PLAINTEXT),
				(input) -> SealingKey.take(ByteBufPayload.create(input)));
	}

	@Test
	void messageHeader() {
		fuzz(List.of(Message.header(MessageType.PUSH, 1, 0), Message.header(MessageType.ANSWER, 1L << 40, 7)),
				(input) -> {
					Payload payload = ByteBufPayload.create(new byte[] { 1, 2, 3 }, input);
					try {
						assertThat(Message.take(payload, 100).sealed()).hasSize(3);
					}
					finally {
						assertThat(payload.refCnt()).isZero();
					}
				});
	}

	@Test
	void sealedMessage() {
		SessionSecret secret = SessionSecret.generate();
		Session app = secret.appSession(new byte[32]);
		Session proxy = secret.proxySession(new byte[32]);
		Message message = app.seal(MessageType.PUSH, 0, EXPOSITION);
		fuzz(List.of(message.sealed()), (input) -> {
			byte[] body = proxy.open(new Message(MessageType.PUSH, message.counter(), 0, input), MessageType.PUSH, 0);
			assertThat(body).isEqualTo(EXPOSITION);
		});
		assertThat(this.read).isLessThanOrEqualTo(1);
	}

	@Test
	void exposition() {
		Hello snappy = new Hello(true, true, Loopback.TEXT, Integer.MAX_VALUE, Integer.MAX_VALUE);
		Hello none = new Hello(true, false, Loopback.TEXT, Integer.MAX_VALUE, Integer.MAX_VALUE);
		WireExposition large = new WireExposition(new byte[1_000_000], ExpositionFormat.TEXT_0_0_4);
		fuzz(List.of(ExpositionBody.encode(new WireExposition(EXPOSITION, ExpositionFormat.OPENMETRICS_1_0_0), snappy),
				ExpositionBody.encode(new WireExposition(EXPOSITION, ExpositionFormat.TEXT_0_0_4), none),
				ExpositionBody.encode(large, snappy)), (input) -> {
					ByteBuffer body = ByteBuffer.wrap(Arrays.copyOf(input, input.length + 10), 0, input.length);
					assertThat(ExpositionBody.decode(body, LIMIT, byte[]::new).length()).isLessThanOrEqualTo(LIMIT);
				});
	}

	@Test
	void requestBody() {
		fuzz(List.of(new FieldWriter().codes(new byte[] { 2, 1 }).toBytes()), Formats::ofRequest);
	}

	@Test
	void publishedEnvelope() {
		List<byte[]> proper = List.of(SealingKey.PLAINTEXT, new byte[256]);
		fuzz(proper, (input) -> {
			Payload payload = ByteBufPayload.create(EXPOSITION, input);
			try {
				Envelope.take(payload, LIMIT, LIMIT).open(List.of(), LIMIT, byte[]::new);
			}
			finally {
				assertThat(payload.refCnt()).isZero();
			}
		});
	}

	/**
	 * Counters in any order, compared with a set that remembers all.
	 */
	@Test
	void replayWindow() {
		Set<Long> seen = new HashSet<>();
		ReplayWindow window = new ReplayWindow();
		long highest = 0;
		for (int i = 0; i < INPUTS; i++) {
			long counter = Math.max(1, highest + this.random.nextInt(100) - 80);
			boolean expected = counter > highest - 64 && seen.add(counter);
			assertThat(window.accept(counter)).isEqualTo(expected);
			highest = Math.max(highest, counter);
			this.read++;
		}
	}

	private void fuzz(List<byte[]> proper, Consumer<byte[]> reader) {
		for (byte[] input : proper) {
			read(input, reader);
		}
		for (int i = proper.size(); i < INPUTS; i++) {
			byte[] input = this.random.nextInt(10) == 0 ? noise(this.random.nextInt(300)) : mutate(proper);
			read(input, reader);
		}
	}

	private void read(byte[] input, Consumer<byte[]> reader) {
		long allowed = ALLOWANCE + 10L * input.length;
		boolean isRead = isRead(input, reader);
		if (this.taken > allowed) {
			// Once more, since the first time may have loaded classes.
			isRead(input, reader);
		}
		if (this.taken > allowed) {
			throw new AssertionError(this.taken + " bytes of memory were taken for the " + input.length + " bytes "
					+ HexFormat.of().formatHex(input));
		}
		if (isRead) {
			this.read++;
		}
		else {
			this.refused++;
		}
	}

	private boolean isRead(byte[] input, Consumer<byte[]> reader) {
		long before = THREADS.getCurrentThreadAllocatedBytes();
		try {
			reader.accept(input);
			return true;
		}
		catch (WireException | AdmissionException ex) {
			return false;
		}
		catch (Throwable ex) {
			throw new AssertionError("Input " + HexFormat.of().formatHex(input), ex);
		}
		finally {
			this.taken = THREADS.getCurrentThreadAllocatedBytes() - before;
		}
	}

	private byte[] mutate(List<byte[]> proper) {
		byte[] input = proper.get(this.random.nextInt(proper.size())).clone();
		int mutations = 1 + this.random.nextInt(3);
		for (int i = 0; i < mutations && input.length > 0; i++) {
			int at = this.random.nextInt(input.length);
			switch (this.random.nextInt(7)) {
				case 0 -> input = Arrays.copyOf(input, at);
				case 1 -> input[at] ^= (byte) (1 << this.random.nextInt(8));
				case 2 -> input[at] = (byte) this.random.nextInt(256);
				case 3 -> Arrays.fill(input, at, Math.min(input.length, at + 1 + this.random.nextInt(4)),
						(byte) (this.random.nextBoolean() ? 0xff : 0));
				case 4 -> input = insert(input, at, noise(1 + this.random.nextInt(20)));
				case 5 -> input = insert(input, at,
						Arrays.copyOfRange(input, at, Math.min(input.length, at + 1 + this.random.nextInt(100))));
				default -> input = insert(Arrays.copyOf(input, at), at, proper.get(this.random.nextInt(proper.size())));
			}
		}
		return input;
	}

	private byte[] noise(int length) {
		byte[] noise = new byte[length];
		this.random.nextBytes(noise);
		return noise;
	}

	private static byte[] insert(byte[] input, int at, byte[] inserted) {
		byte[] longer = Arrays.copyOf(input, input.length + inserted.length);
		System.arraycopy(input, at, longer, at + inserted.length, input.length - at);
		System.arraycopy(inserted, 0, longer, at, inserted.length);
		return longer;
	}

}
