package io.dataflowmonitoring.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

/**
 * One end of a connection of the negotiated protocol: counts and seals what this end
 * sends, opens what the other end sends, and refuses what has come before. Thread-safe.
 */
final class Session {

	private static final String CIPHER = "AES/GCM/NoPadding";

	/**
	 * In bytes.
	 */
	private static final int NONCE_SIZE = 12;

	private final @Nullable SecretKey sendingKey;

	private final @Nullable SecretKey receivingKey;

	private final AtomicLong sent = new AtomicLong();

	private final ReplayWindow received = new ReplayWindow();

	/**
	 * Creates a session.
	 * @param sendingKey seals what this end sends; null to leave enciphering to TLS
	 * @param receivingKey opens what the other end sends; null if the other is
	 */
	Session(@Nullable SecretKey sendingKey, @Nullable SecretKey receivingKey) {
		this.sendingKey = sendingKey;
		this.receivingKey = receivingKey;
	}

	/**
	 * Starts an end that leaves enciphering to TLS.
	 */
	static Session plain() {
		return new Session(null, null);
	}

	/**
	 * Seals a body.
	 * @param type what the message is for
	 * @param replyTo the counter of the message that it answers; 0 if it answers none
	 * @param body the body
	 * @return the message, with a counter of its own
	 */
	Message seal(MessageType type, long replyTo, byte[] body) {
		return seal(type, replyTo, body, 0, body.length);
	}

	/**
	 * Seals a body that is part of an array, which is left as it is.
	 * @param type what the message is for
	 * @param replyTo the counter of the message that it answers; 0 if it answers none
	 * @param bytes where the body is
	 * @param offset where it begins
	 * @param length how long it is
	 * @return the message, with a counter of its own
	 */
	Message seal(MessageType type, long replyTo, byte[] bytes, int offset, int length) {
		long counter = this.sent.incrementAndGet();
		byte[] header = Message.header(type, counter, replyTo);
		SecretKey key = this.sendingKey;
		try {
			byte[] sealed = (key != null)
					? cipher(Cipher.ENCRYPT_MODE, key, counter, header).doFinal(bytes, offset, length)
					: Arrays.copyOfRange(bytes, offset, offset + length);
			return new Message(type, counter, replyTo, sealed);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + CIPHER, ex);
		}
	}

	/**
	 * Opens a message.
	 * @param message the message
	 * @param type what it has to be for
	 * @param replyTo what it has to answer; 0 if nothing
	 * @return the body
	 * @throws WireException if it is not that message, was altered, or came before
	 */
	byte[] open(Message message, MessageType type, long replyTo) {
		ByteBuffer body = open(message, type, replyTo, new byte[message.sealed().length]);
		byte[] bytes = new byte[body.remaining()];
		body.get(bytes);
		return bytes;
	}

	/**
	 * Opens a message.
	 * @param message the message
	 * @param type what it has to be for
	 * @param replyTo what it has to answer; 0 if nothing
	 * @param scratch at least as long as the message, and overwritten
	 * @return the body, which begins with the beginning of an array: that one, or the
	 * message's own if it is not sealed
	 * @throws WireException if it is not that message, was altered, or came before
	 */
	ByteBuffer open(Message message, MessageType type, long replyTo, byte[] scratch) {
		if (message.type() != type || message.replyTo() != replyTo) {
			throw new WireException(WireFailure.MALFORMED, "The peer sent a message of type " + message.type()
					+ " where one of type " + type + " had to come, or one that answers another message");
		}
		ByteBuffer body = decipher(message, scratch);
		// Only now, so that a forged message cannot use up the counter of a true one.
		if (!this.received.accept(message.counter())) {
			throw new WireException(WireFailure.REPLAYED,
					"The peer sent a message with the counter " + message.counter() + ", which came before");
		}
		return body;
	}

	private ByteBuffer decipher(Message message, byte[] scratch) {
		SecretKey key = this.receivingKey;
		if (key == null) {
			return ByteBuffer.wrap(message.sealed());
		}
		byte[] header = Message.header(message.type(), message.counter(), message.replyTo());
		try {
			byte[] sealed = message.sealed();
			Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, message.counter(), header);
			return ByteBuffer.wrap(scratch, 0, cipher.doFinal(sealed, 0, sealed.length, scratch));
		}
		catch (AEADBadTagException ex) {
			throw new WireException(WireFailure.UNDECRYPTABLE, "The peer sent a message with a wrong tag: it was "
					+ "sealed with another key or altered on its way", ex);
		}
		catch (GeneralSecurityException | ProviderException ex) {
			// The JDK throws the latter for what is shorter than a tag.
			throw new WireException(WireFailure.UNDECRYPTABLE, "The peer sent a message that does not decipher", ex);
		}
	}

	private static Cipher cipher(int mode, SecretKey key, long counter, byte[] header) throws GeneralSecurityException {
		byte[] nonce = ByteBuffer.allocate(NONCE_SIZE).putInt(0).putLong(counter).array();
		Cipher cipher = Cipher.getInstance(CIPHER);
		cipher.init(mode, key, new GCMParameterSpec(Message.OVERHEAD * Byte.SIZE, nonce));
		cipher.updateAAD(header);
		return cipher;
	}

}
