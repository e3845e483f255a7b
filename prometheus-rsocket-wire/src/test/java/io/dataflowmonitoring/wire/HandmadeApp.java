package io.dataflowmonitoring.wire;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.util.DefaultPayload;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An app of the negotiated protocol that is made by hand, so that a test can have it send
 * what it must not.
 */
final class HandmadeApp implements RSocket {

	private static final Duration TIMEOUT = Loopback.TIMEOUT;

	final RSocket proxy;

	final byte[] setupEntry;

	private final CompletableFuture<byte[]> hello = new CompletableFuture<>();

	private final CompletableFuture<byte[]> key = new CompletableFuture<>();

	/**
	 * What to answer a pull with.
	 */
	volatile Function<Message, @Nullable Payload> answer = (pull) -> null;

	HandmadeApp(Loopback loopback, AppSettings settings) {
		this(loopback, Setup.toPayload(settings, Setup.entry(settings)), Setup.entry(settings), 0);
	}

	HandmadeApp(Loopback loopback, Payload setup, byte[] setupEntry, int fragmentSize) {
		this.setupEntry = setupEntry;
		this.proxy = Loopback.get(RSocketConnector.create()
			.fragment(fragmentSize)
			.metadataMimeType(Setup.METADATA_MIME_TYPE)
			.setupPayload(setup)
			.acceptor((ignored, proxy) -> Mono.just(this))
			.connect(loopback.transport()));
	}

	Hello hello() {
		return Hello.decode(this.hello.orTimeout(10, TimeUnit.SECONDS).join());
	}

	/**
	 * Starts the session as it should be.
	 */
	Session startSession() {
		return startSession(this.setupEntry);
	}

	Session startSession(byte[] setupEntry) {
		byte[] helloBytes = this.hello.orTimeout(10, TimeUnit.SECONDS).join();
		byte[] keyBytes = this.key.join();
		SessionSecret secret = SessionSecret.generate();
		send(new Message(MessageType.SESSION, 0, 0, secret.wrap(SealingKey.publicKey(keyBytes))));
		return secret.appSession(SessionSecret.transcript(setupEntry, helloBytes, keyBytes));
	}

	void send(Message message) {
		this.proxy.fireAndForget(message.toPayload()).block(TIMEOUT);
	}

	CompletableFuture<Payload> request(Message message) {
		return this.proxy.requestResponse(message.toPayload()).toFuture();
	}

	/**
	 * Seals a body as a push or an answer has it.
	 */
	static Message seal(Session session, MessageType type, long replyTo, String exposition) {
		Hello hello = new Hello(true, true, Loopback.TEXT, Integer.MAX_VALUE, Integer.MAX_VALUE);
		return session.seal(type, replyTo, ExpositionBody.encode(Loopback.text(exposition), hello));
	}

	@Override
	public Mono<Void> fireAndForget(Payload payload) {
		if (!this.hello.isDone()) {
			this.hello.complete(Envelope.bytes(payload.metadata()));
			this.key.complete(Envelope.bytes(payload.data()));
		}
		else {
			Message.take(payload, 1000);
		}
		return Mono.empty();
	}

	@Override
	public Mono<Payload> requestResponse(Payload payload) {
		return Mono.justOrEmpty(this.answer.apply(Message.take(DefaultPayload.create(payload), 1000)));
	}

}
