package io.dataflowmonitoring.wire;

import io.rsocket.Payload;
import io.rsocket.util.DefaultPayload;

/**
 * A message of the negotiated protocol as it travels: a header in the clear, as the
 * metadata of the payload, and a body that is sealed as a {@link Session} does it.
 *
 * @param type what it is for
 * @param counter the number of the message, from 1 on in each direction; 0 for
 * {@link MessageType#SESSION} only, with which counting starts
 * @param replyTo the counter of the message that this one answers; 0 if it answers none
 * @param sealed the sealed body
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Message(MessageType type, long counter, long replyTo, byte[] sealed) {

	private static final int HEADER_SIZE = 17;

	/**
	 * What sealing adds to the body at most: the tag of AES-GCM.
	 */
	static final int OVERHEAD = 16;

	/**
	 * Reads a message from a payload and releases the payload.
	 * @param payload what the peer sent
	 * @param maxBytes the limit for the body, as it travels
	 * @return the message, not yet opened
	 * @throws WireException if the header is malformed or the body is too large
	 */
	static Message take(Payload payload, long maxBytes) {
		try {
			int size = payload.data().readableBytes();
			if (size > maxBytes) {
				throw new WireException(WireFailure.OVERSIZED,
						"The peer sent a message of " + size + " bytes, the limit is " + maxBytes);
			}
			if (!payload.hasMetadata() || payload.metadata().readableBytes() != HEADER_SIZE) {
				throw new WireException(WireFailure.MALFORMED, "The peer sent a message without a proper header");
			}
			FieldReader header = new FieldReader("A message's header", Envelope.bytes(payload.metadata()));
			int code = header.uint8();
			MessageType type = MessageType.ofCode(code);
			if (type == null) {
				throw header.malformed("has the type " + code + ", which does not exist");
			}
			return new Message(type, header.uint63(), header.uint63(), Envelope.bytes(payload.data()));
		}
		finally {
			payload.release();
		}
	}

	/**
	 * Writes the header, which is also what the tag of the body covers.
	 */
	static byte[] header(MessageType type, long counter, long replyTo) {
		return new FieldWriter(HEADER_SIZE).uint8(type.code()).uint63(counter).uint63(replyTo).toBytes();
	}

	Payload toPayload() {
		return DefaultPayload.create(this.sealed, header(this.type, this.counter, this.replyTo));
	}

}
