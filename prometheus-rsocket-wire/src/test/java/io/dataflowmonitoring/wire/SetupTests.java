package io.dataflowmonitoring.wire;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rsocket.metadata.AuthMetadataCodec;
import io.rsocket.metadata.CompositeMetadataCodec;
import io.rsocket.metadata.WellKnownMimeType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SetupTests {

	private static final AppDescription SINK = new AppDescription(Map.of("application", "sénk 🦦"));

	@Test
	void whatTheAppSaysIsReadBack() {
		for (AppCredentials credentials : Arrays.asList(null, new AppCredentials.Bearer("tökén 🦦"),
				new AppCredentials.Simple("usér", "p:äss"))) {
			AppSettings settings = new AppSettings(SINK, credentials, EnumSet.allOf(ExpositionFormat.class), false);
			Setup setup = decode(settings, Setup.entry(settings));
			assertThat(setup.protocol()).isEqualTo(Protocol.NEGOTIATED);
			assertThat(setup.description()).isEqualTo(SINK);
			assertThat(setup.credentials()).isEqualTo(credentials);
			assertThat(setup.formats()).containsExactlyInAnyOrder(ExpositionFormat.values());
			assertThat(setup.snappy()).isTrue();
		}
	}

	@Test
	void theLargestSetupFits() {
		Map<String, String> labels = new LinkedHashMap<>();
		for (int i = 0; i < AppDescription.MAX_LABELS; i++) {
			labels.put(("l" + i + "_").repeat(16).substring(0, AppDescription.MAX_NAME_LENGTH - 16) + i,
					"x".repeat(AppDescription.MAX_VALUE_LENGTH));
		}
		String longest = "x".repeat(AppCredentials.MAX_LENGTH);
		AppSettings settings = new AppSettings(new AppDescription(labels), new AppCredentials.Simple(longest, longest),
				EnumSet.allOf(ExpositionFormat.class), false);
		assertThat(decode(settings, Setup.entry(settings)).description().labels()).isEqualTo(labels);
	}

	@Test
	void publishedClientsSayNothing() {
		Setup setup = Setup.decode("application/binary", Unpooled.wrappedBuffer(new byte[] { 1, 2, 3 }));
		assertThat(setup.protocol()).isEqualTo(Protocol.PUBLISHED);
		assertThat(setup.description()).isEqualTo(AppDescription.NONE);
		assertThat(setup.formats()).isEqualTo(Set.of(ExpositionFormat.TEXT_0_0_4));
	}

	@Test
	void credentialsCountWithoutADescriptionToo() {
		UnpooledByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
		CompositeByteBuf metadata = allocator.compositeBuffer();
		CompositeMetadataCodec.encodeAndAddMetadata(metadata, allocator,
				WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION,
				AuthMetadataCodec.encodeBearerMetadata(allocator, "t0ken".toCharArray()));
		Setup setup = Setup.decode(Setup.METADATA_MIME_TYPE, metadata);
		assertThat(setup.protocol()).isEqualTo(Protocol.PUBLISHED);
		assertThat(setup.credentials()).isEqualTo(new AppCredentials.Bearer("t0ken"));
		metadata.release();
	}

	@Test
	void whatLaterVersionsAddIsIgnored() {
		byte[] entry = new FieldWriter().codes(new byte[] { 3, 2 })
			.codes(new byte[] { 9, 1 })
			.codes(new byte[] { 9, 1 })
			.uint8(0)
			.bytes(new byte[] { 1, 2, 3 })
			.toBytes();
		Setup setup = decode(AppSettings.ANONYMOUS, entry);
		assertThat(setup.formats()).isEqualTo(Set.of(ExpositionFormat.TEXT_0_0_4));
		assertThat(setup.snappy()).isTrue();
	}

	@Test
	void anUnknownVersionIsRefused() {
		byte[] entry = new FieldWriter().codes(new byte[] { 3 }).toBytes();
		assertRefused(AdmissionFailure.UNSUPPORTED_VERSION, () -> decode(AppSettings.ANONYMOUS, entry));
	}

	@Test
	void aTruncatedSetupIsRefusedWhereverItEnds() {
		AppSettings settings = new AppSettings(SINK, null, EnumSet.allOf(ExpositionFormat.class), false);
		byte[] entry = Setup.entry(settings);
		for (int length = 2; length < entry.length; length++) {
			byte[] truncated = Arrays.copyOf(entry, length);
			assertRefused(AdmissionFailure.MALFORMED_SETUP, () -> decode(settings, truncated));
		}
		byte[] metadata = Envelope.bytes(Setup.toPayload(settings, entry).metadata());
		for (int length = 1; length < metadata.length; length++) {
			ByteBuf truncated = Unpooled.wrappedBuffer(metadata, 0, length);
			assertRefused(AdmissionFailure.MALFORMED_SETUP, () -> Setup.decode(Setup.METADATA_MIME_TYPE, truncated));
		}
	}

	@Test
	void whatDoesNotFitIsRefused() {
		assertRefused(AdmissionFailure.MALFORMED_SETUP,
				() -> Setup.decode(Setup.METADATA_MIME_TYPE, Unpooled.wrappedBuffer(new byte[32_769])));
		byte[] twice = new FieldWriter().codes(new byte[] { 2 })
			.codes(new byte[] { 1 })
			.codes(new byte[] { 1 })
			.uint8(2)
			.bytes(new byte[] { 1, 'a', 0, 1, 'x', 1, 'a', 0, 1, 'y' })
			.toBytes();
		assertRefused(AdmissionFailure.MALFORMED_SETUP, () -> decode(AppSettings.ANONYMOUS, twice));
		byte[] control = new FieldWriter().codes(new byte[] { 2 })
			.codes(new byte[] { 1 })
			.codes(new byte[] { 1 })
			.uint8(1)
			.bytes(new byte[] { 1, 'a', 0, 1, '\n' })
			.toBytes();
		assertRefused(AdmissionFailure.MALFORMED_SETUP, () -> decode(AppSettings.ANONYMOUS, control));
	}

	@Test
	void anAppIsDescribedByTheTagsThatSayWhoItIs() {
		Map<String, String> tags = Map.of("instance", "host:1", "application", "a\nb\0c ", "region", "EMEA",
				"stream_name", "", "application_guid", "🦦".repeat(1000));
		AppDescription description = AppDescription.ofTags(tags);
		assertThat(description.labels()).containsOnlyKeys("application", "instance", "application_guid")
			.containsEntry("application", "a b c")
			.containsEntry("application_guid", "🦦".repeat(128));
	}

	@Test
	void credentialsAreKeptOutOfLogs() {
		assertThat(new AppCredentials.Bearer("s3cret").toString()).doesNotContain("s3cret");
		assertThat(new AppCredentials.Simple("user", "s3cret").toString()).doesNotContain("s3cret");
		assertThatIllegalArgumentException().isThrownBy(() -> new AppCredentials.Bearer(""));
		assertThatIllegalArgumentException().isThrownBy(() -> new AppCredentials.Bearer("x".repeat(5000)));
	}

	private static Setup decode(AppSettings settings, byte[] entry) {
		return Setup.decode(Setup.METADATA_MIME_TYPE, Setup.toPayload(settings, entry).metadata());
	}

	private static void assertRefused(AdmissionFailure reason, ThrowingCallable code) {
		assertThatExceptionOfType(AdmissionException.class).isThrownBy(code)
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

}
