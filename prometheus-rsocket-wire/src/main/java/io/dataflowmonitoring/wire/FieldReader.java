package io.dataflowmonitoring.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a message from a peer that is not to be trusted: never beyond its
 * end, and never more than is there. Numbers are unsigned, the highest byte first.
 */
final class FieldReader {

	private final String what;

	private final ByteBuffer bytes;

	/**
	 * Creates a reader.
	 * @param what what the message is, for error messages
	 * @param bytes the message
	 */
	FieldReader(String what, byte[] bytes) {
		this(what, ByteBuffer.wrap(bytes));
	}

	/**
	 * Creates a reader.
	 * @param what what the message is, for error messages
	 * @param bytes the message, from the position on; the position is left as it is
	 */
	FieldReader(String what, ByteBuffer bytes) {
		this.what = what;
		this.bytes = bytes.slice();
	}

	int uint8() {
		try {
			return Byte.toUnsignedInt(this.bytes.get());
		}
		catch (BufferUnderflowException ex) {
			throw truncated(ex);
		}
	}

	int uint16() {
		return (uint8() << 8) | uint8();
	}

	long uint32() {
		return ((long) uint16() << 16) | uint16();
	}

	/**
	 * Reads a number that counts something from 1 on; 64 bits, the highest of which is
	 * not used.
	 */
	long uint63() {
		long value = (uint32() << 32) | uint32();
		if (value < 0) {
			throw malformed("has a counter that is too large");
		}
		return value;
	}

	byte[] bytes(int length) {
		if (length > this.bytes.remaining()) {
			throw truncated(null);
		}
		byte[] field = new byte[length];
		this.bytes.get(field);
		return field;
	}

	/**
	 * Reads a short list of one-byte codes after their count.
	 * @param max how many there may be
	 */
	byte[] codes(int max) {
		int count = uint8();
		if (count > max) {
			throw malformed("lists " + count + " codes, more than " + max);
		}
		return bytes(count);
	}

	String utf8(int length) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(length))).toString();
		}
		catch (CharacterCodingException ex) {
			throw new WireException(WireFailure.MALFORMED, this.what + " has text that is not UTF-8", ex);
		}
	}

	WireException malformed(String why) {
		return new WireException(WireFailure.MALFORMED, this.what + " " + why);
	}

	private WireException truncated(@Nullable Throwable cause) {
		return new WireException(WireFailure.MALFORMED, this.what + " ends too early", cause);
	}

}
