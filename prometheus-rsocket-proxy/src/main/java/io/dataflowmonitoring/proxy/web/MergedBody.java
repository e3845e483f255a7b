package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.io.OutputStream;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpResponse;

import io.dataflowmonitoring.proxy.exposition.MergedExposition;

/**
 * Writes a merged exposition as the body of an answer, piece by piece, so that it never
 * is in memory as a whole.
 */
final class MergedBody {

	private static final int PIECE_SIZE = 32 * 1_024;

	private final Scheduler scheduler;

	/**
	 * Creates a writer.
	 * @param scheduler where pieces are made
	 */
	MergedBody(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Writes an exposition.
	 * @param exposition the exposition
	 * @param written called when the last byte has been written
	 * @param message where to write
	 */
	Mono<Void> write(MergedExposition exposition, Runnable written, ServerHttpResponse message) {
		return message.writeWith(pieces(exposition, message.bufferFactory())).then(Mono.fromRunnable(written));
	}

	private Flux<DataBuffer> pieces(MergedExposition exposition, DataBufferFactory buffers) {
		return Flux.<DataBuffer>generate((sink) -> writeNext(exposition, buffers, sink))
			.subscribeOn(this.scheduler)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	private static void writeNext(MergedExposition exposition, DataBufferFactory buffers,
			SynchronousSink<DataBuffer> sink) {
		DataBuffer piece = buffers.allocateBuffer(2 * PIECE_SIZE);
		boolean more;
		try (OutputStream out = piece.asOutputStream()) {
			more = exposition.writeNext(out, PIECE_SIZE);
		}
		catch (IOException | RuntimeException ex) {
			DataBufferUtils.release(piece);
			sink.error(ex);
			return;
		}
		sink.next(piece);
		if (!more) {
			sink.complete();
		}
	}

}
