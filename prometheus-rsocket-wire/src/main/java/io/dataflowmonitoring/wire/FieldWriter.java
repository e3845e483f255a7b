package io.dataflowmonitoring.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the fields of a message. Numbers are unsigned, the highest byte first.
 */
final class FieldWriter {

	private final ByteArrayOutputStream out;

	FieldWriter() {
		this(64);
	}

	FieldWriter(int size) {
		this.out = new ByteArrayOutputStream(size);
	}

	FieldWriter uint8(int value) {
		this.out.write(value);
		return this;
	}

	FieldWriter uint16(int value) {
		return uint8(value >>> 8).uint8(value);
	}

	FieldWriter uint32(long value) {
		return uint16((int) (value >>> 16)).uint16((int) value);
	}

	FieldWriter uint63(long value) {
		return uint32(value >>> 32).uint32(value);
	}

	FieldWriter bytes(byte[] bytes) {
		this.out.writeBytes(bytes);
		return this;
	}

	FieldWriter codes(byte[] codes) {
		return uint8(codes.length).bytes(codes);
	}

	FieldWriter utf8(String text) {
		return bytes(text.getBytes(StandardCharsets.UTF_8));
	}

	byte[] toBytes() {
		return this.out.toByteArray();
	}

}
