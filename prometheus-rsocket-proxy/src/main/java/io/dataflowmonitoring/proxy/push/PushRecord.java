package io.dataflowmonitoring.proxy.push;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * What a file holds of a final push. In this order, in network byte order, texts as
 * {@link DataOutputStream#writeUTF} writes them: the four letters {@code DFMP}, the
 * version (2 bytes), the time of arrival in milliseconds since the epoch (8), the app's
 * id, the name of the format, the number of identity labels (1), the name and the value
 * of each, the length of the exposition in bytes (4), the exposition, and the CRC-32C of
 * all that (4).
 *
 * @param time when the push arrived
 * @param app the app's id
 * @param identity who the app is
 * @param format what the bytes are
 * @param exposition the app's last metrics, as they came
 */
@SuppressWarnings("ArrayRecordComponent") // up to megabytes, which nobody compares
record PushRecord(Instant time, String app, AppIdentity identity, ExpositionFormat format, byte[] exposition) {

	private static final int MAGIC = 0x44464D50;

	private static final int VERSION = 1;

	private static final int CHECKSUM_LENGTH = Integer.BYTES;

	/** Three texts of 64 KiB at most, and those of nine labels, take less. */
	private static final int MAX_OVERHEAD = 2 * 1_024 * 1_024;

	/**
	 * Returns how large a file can be.
	 * @param maxBytes how many bytes the exposition can have
	 * @return a length in bytes that no file exceeds
	 */
	static long maxLength(long maxBytes) {
		return maxBytes + MAX_OVERHEAD;
	}

	/**
	 * Writes the contents of a file.
	 * @return the contents, in pieces; the exposition is not copied
	 */
	ByteBuffer[] encode() {
		ByteBuffer header = ByteBuffer.wrap(header());
		CRC32C checksum = new CRC32C();
		checksum.update(header.duplicate());
		checksum.update(this.exposition);
		ByteBuffer trailer = ByteBuffer.allocate(CHECKSUM_LENGTH).putInt(0, (int) checksum.getValue());
		return new ByteBuffer[] { header, ByteBuffer.wrap(this.exposition), trailer };
	}

	private byte[] header() {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(header)) {
			out.writeInt(MAGIC);
			out.writeShort(VERSION);
			out.writeLong(this.time.toEpochMilli());
			out.writeUTF(this.app);
			out.writeUTF(this.format.name());
			out.writeByte(this.identity.labels().size());
			for (Map.Entry<String, String> label : this.identity.labels().entrySet()) {
				out.writeUTF(label.getKey());
				out.writeUTF(label.getValue());
			}
			out.writeInt(this.exposition.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A label is too long to be written", ex);
		}
		return header.toByteArray();
	}

	/**
	 * Reads what {@link #encode()} has written.
	 * @param file the bytes of a file
	 * @return the record
	 * @throws CorruptPushException if the bytes are anything else
	 */
	static PushRecord decode(byte[] file) throws CorruptPushException {
		int length = file.length - CHECKSUM_LENGTH;
		if (length < Integer.BYTES || ByteBuffer.wrap(file).getInt() != MAGIC) {
			throw new CorruptPushException("it does not begin as a final push does");
		}
		if (ByteBuffer.wrap(file, length, CHECKSUM_LENGTH).getInt() != checksum(file, length)) {
			throw new CorruptPushException("its checksum is wrong");
		}
		try (DataInputStream in = new DataInputStream(
				new ByteArrayInputStream(file, Integer.BYTES, length - Integer.BYTES))) {
			int version = in.readUnsignedShort();
			if (version != VERSION) {
				throw new CorruptPushException("its version is " + version + ", and only " + VERSION + " is known");
			}
			Instant time = Instant.ofEpochMilli(in.readLong());
			String app = in.readUTF();
			ExpositionFormat format = ExpositionFormat.valueOf(in.readUTF());
			Map<String, String> labels = new LinkedHashMap<>();
			for (int count = in.readUnsignedByte(); count > 0; count--) {
				labels.put(in.readUTF(), in.readUTF());
			}
			byte[] exposition = in.readNBytes(in.readInt());
			return new PushRecord(time, app, new AppIdentity(labels), format, exposition);
		}
		catch (IOException | IllegalArgumentException ex) {
			throw new CorruptPushException("its contents make no sense: " + ex);
		}
	}

	private static int checksum(byte[] bytes, int length) {
		CRC32C checksum = new CRC32C();
		checksum.update(bytes, 0, length);
		return (int) checksum.getValue();
	}

	@Override
	public String toString() {
		return (this.app + " " + this.identity).strip() + ": " + this.exposition.length + " bytes of " + this.format;
	}

}
