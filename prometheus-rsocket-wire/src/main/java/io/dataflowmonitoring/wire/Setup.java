package io.dataflowmonitoring.wire;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.rsocket.Payload;
import io.rsocket.metadata.AuthMetadataCodec;
import io.rsocket.metadata.CompositeMetadata;
import io.rsocket.metadata.CompositeMetadataCodec;
import io.rsocket.metadata.WellKnownAuthType;
import io.rsocket.metadata.WellKnownMimeType;
import io.rsocket.util.DefaultPayload;
import org.jspecify.annotations.Nullable;

/**
 * What an app says in the SETUP frame: composite metadata, with an entry of our own and
 * one with credentials. Published proxies ignore it.
 *
 * @param entry our own entry as it travelled; null if there is none, as with published
 * clients
 * @param snappy whether the app can compress with Snappy
 * @param formats what the app can write
 * @param description who the app is
 * @param credentials what the app shows to be let in; null if nothing
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Setup(byte @Nullable [] entry, boolean snappy, Set<ExpositionFormat> formats, AppDescription description,
		@Nullable AppCredentials credentials) {

	/**
	 * The version of the protocol that this code speaks. The published one counts as 1.
	 */
	static final int VERSION = 2;

	static final int SNAPPY = 1;

	static final String METADATA_MIME_TYPE = WellKnownMimeType.MESSAGE_RSOCKET_COMPOSITE_METADATA.getString();

	static final String ENTRY_MIME_TYPE = "application/vnd.dataflow-monitoring.setup";

	private static final String AUTHENTICATION_MIME_TYPE = WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION.getString();

	/**
	 * For all metadata, in bytes. The longest that we can write takes 18,000. Not more,
	 * since the proxy keeps it for each of thousands of connections.
	 */
	private static final int MAX_SIZE = 32_768;

	private static final int MAX_ENTRIES = 16;

	private static final int MAX_CODES = 16;

	Protocol protocol() {
		return (this.entry != null) ? Protocol.NEGOTIATED : Protocol.PUBLISHED;
	}

	/**
	 * Returns what there is to remember once the app is let in.
	 */
	Setup withoutCredentials() {
		return new Setup(this.entry, this.snappy, this.formats, this.description, null);
	}

	/**
	 * Returns our own entry, of an app that has one.
	 */
	byte[] requireEntry() {
		return Objects.requireNonNull(this.entry);
	}

	/**
	 * Writes the metadata of an app.
	 * @param settings what the app says
	 * @param entry our own entry, as {@link #entry(AppSettings)} makes it
	 * @return a payload for the SETUP frame
	 */
	static Payload toPayload(AppSettings settings, byte[] entry) {
		ByteBufAllocator allocator = UnpooledByteBufAllocator.DEFAULT;
		CompositeByteBuf metadata = allocator.compositeBuffer();
		try {
			CompositeMetadataCodec.encodeAndAddMetadata(metadata, allocator, ENTRY_MIME_TYPE,
					Unpooled.wrappedBuffer(entry));
			AppCredentials credentials = settings.credentials();
			if (credentials != null) {
				CompositeMetadataCodec.encodeAndAddMetadata(metadata, allocator,
						WellKnownMimeType.MESSAGE_RSOCKET_AUTHENTICATION, encode(credentials, allocator));
			}
			return DefaultPayload.create(new byte[0], ByteBufUtil.getBytes(metadata));
		}
		finally {
			metadata.release();
		}
	}

	/**
	 * Writes our own entry.
	 * @param settings what the app says
	 * @return the entry
	 */
	static byte[] entry(AppSettings settings) {
		FieldWriter out = new FieldWriter();
		out.codes(new byte[] { VERSION });
		out.codes(new byte[] { SNAPPY });
		out.codes(Formats.codes(settings.formats()));
		Map<String, String> labels = settings.description().labels();
		out.uint8(labels.size());
		labels.forEach((name, value) -> {
			byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
			out.uint8(name.length()).utf8(name).uint16(bytes.length).bytes(bytes);
		});
		return out.toBytes();
	}

	/**
	 * Reads the metadata of a SETUP frame.
	 * @param mimeType what the frame says that its metadata is
	 * @param metadata the metadata, which is left as it is
	 * @return what the app says
	 * @throws AdmissionException if it is malformed, or says that the app speaks none of
	 * our versions
	 */
	static Setup decode(String mimeType, ByteBuf metadata) {
		if (!mimeType.equals(METADATA_MIME_TYPE)) {
			return new Setup(null, false, Set.of(ExpositionFormat.TEXT_0_0_4), AppDescription.NONE, null);
		}
		if (metadata.readableBytes() > MAX_SIZE) {
			throw malformed("it has " + metadata.readableBytes() + " bytes of metadata, more than " + MAX_SIZE);
		}
		try {
			return decode(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(metadata)));
		}
		catch (WireException | IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException ex) {
			// The codecs of RSocket throw all of these.
			throw malformed((ex instanceof WireException) ? ex.getMessage() : "its metadata ends too early");
		}
	}

	private static Setup decode(ByteBuf metadata) {
		byte[] entry = null;
		AppCredentials credentials = null;
		int entries = 0;
		for (CompositeMetadata.Entry element : new CompositeMetadata(metadata, false)) {
			if (++entries > MAX_ENTRIES) {
				throw malformed("it has more than " + MAX_ENTRIES + " entries");
			}
			String mimeType = element.getMimeType();
			if (ENTRY_MIME_TYPE.equals(mimeType)) {
				if (entry != null) {
					throw malformed("it describes the app twice");
				}
				entry = ByteBufUtil.getBytes(element.getContent());
			}
			else if (AUTHENTICATION_MIME_TYPE.equals(mimeType)) {
				if (credentials != null) {
					throw malformed("it has credentials twice");
				}
				credentials = credentials(element.getContent());
			}
		}
		if (entry == null) {
			return new Setup(null, false, Set.of(ExpositionFormat.TEXT_0_0_4), AppDescription.NONE, credentials);
		}
		return decode(entry, credentials);
	}

	private static Setup decode(byte[] entry, @Nullable AppCredentials credentials) {
		FieldReader in = new FieldReader("The app's SETUP", entry);
		byte[] versions = in.codes(MAX_CODES);
		if (!contains(versions, VERSION)) {
			throw new AdmissionException(AdmissionFailure.UNSUPPORTED_VERSION,
					"This proxy speaks version " + VERSION + " of the protocol, and the app does not");
		}
		boolean snappy = contains(in.codes(MAX_CODES), SNAPPY);
		List<ExpositionFormat> formats = Formats.ofCodes(in.codes(Formats.MAX));
		if (!formats.contains(ExpositionFormat.TEXT_0_0_4)) {
			throw malformed("its formats are without " + ExpositionFormat.TEXT_0_0_4.contentType());
		}
		int count = in.uint8();
		if (count > AppDescription.MAX_LABELS) {
			throw malformed("it has " + count + " labels, more than " + AppDescription.MAX_LABELS);
		}
		Map<String, String> labels = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			String name = in.utf8(in.uint8());
			if (labels.put(name, in.utf8(in.uint16())) != null) {
				throw malformed("it has a label twice");
			}
		}
		return new Setup(entry, snappy, Collections.unmodifiableSet(EnumSet.copyOf(formats)), description(labels),
				credentials);
	}

	private static AppDescription description(Map<String, String> labels) {
		try {
			return new AppDescription(labels);
		}
		catch (IllegalArgumentException ex) {
			throw malformed(ex.getMessage());
		}
	}

	private static ByteBuf encode(AppCredentials credentials, ByteBufAllocator allocator) {
		if (credentials instanceof AppCredentials.Bearer bearer) {
			return AuthMetadataCodec.encodeBearerMetadata(allocator, bearer.token().toCharArray());
		}
		AppCredentials.Simple simple = (AppCredentials.Simple) credentials;
		return AuthMetadataCodec.encodeSimpleMetadata(allocator, simple.user().toCharArray(),
				simple.password().toCharArray());
	}

	private static AppCredentials credentials(ByteBuf content) {
		WellKnownAuthType type = AuthMetadataCodec.readWellKnownAuthType(content);
		if (type != WellKnownAuthType.BEARER && type != WellKnownAuthType.SIMPLE) {
			throw malformed("its credentials are of a kind that this proxy does not know: use a bearer token, or a "
					+ "user and a password");
		}
		FieldReader in = new FieldReader("The app's SETUP", ByteBufUtil.getBytes(content));
		try {
			if (type == WellKnownAuthType.BEARER) {
				return new AppCredentials.Bearer(in.utf8(content.readableBytes()));
			}
			int length = in.uint16();
			String user = in.utf8(length);
			return new AppCredentials.Simple(user, in.utf8(content.readableBytes() - 2 - length));
		}
		catch (IllegalArgumentException ex) {
			throw malformed("its credentials do not fit: " + ex.getMessage());
		}
	}

	private static boolean contains(byte[] codes, int code) {
		for (byte candidate : codes) {
			if (candidate == code) {
				return true;
			}
		}
		return false;
	}

	private static AdmissionException malformed(@Nullable String why) {
		return new AdmissionException(AdmissionFailure.MALFORMED_SETUP, "The app's SETUP is malformed: " + why);
	}

}
