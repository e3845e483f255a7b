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
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Writes metrics as the body of an answer, piece by piece, so that they never are in
 * memory as a whole. Compresses them itself if that is wanted: the server would do it on
 * the event loop of the connection alone, at a level that takes three times as long.
 */
public final class MetricsBody implements AutoCloseable {

	/**
	 * What a processor's cache can still hold when the piece goes to the socket.
	 */
	private static final int PIECE_SIZE = 56 * 1_024;

	/**
	 * For what one app's family is longer than a piece may be. Longer ones make the
	 * buffer grow.
	 */
	private static final int SLACK = 8 * 1_024;

	/**
	 * Below which compressing saves nothing.
	 */
	private static final int MIN_GZIP_SIZE = 1_024;

	private final Scheduler scheduler;

	private final Gzip gzip;

	/**
	 * Creates a writer.
	 * @param scheduler where pieces are made and compressed
	 * @param parallelism how many threads it has
	 */
	public MetricsBody(Scheduler scheduler, int parallelism) {
		this.scheduler = scheduler;
		this.gzip = new Gzip(scheduler, parallelism);
	}

	/**
	 * Writes metrics that are not in memory yet.
	 * @param metrics the metrics
	 * @param isGzip whether to compress them
	 * @param message where to write
	 * @return completes when the last byte has been written
	 */
	Mono<Void> write(MetricsPieces metrics, boolean isGzip, ServerHttpResponse message) {
		if (!isGzip) {
			return message.writeWith(pieces(metrics, message.bufferFactory()));
		}
		message.getHeaders().set(HttpHeaders.CONTENT_ENCODING, "gzip");
		return message.writeWith(this.gzip.compress(metrics).map(message.bufferFactory()::wrap));
	}

	/**
	 * Writes metrics whose length is known.
	 * @param metrics the metrics
	 * @param length how long they are, in bytes
	 * @param isGzip whether to compress them, unless they are short
	 * @param message where to write
	 * @return completes when the last byte has been written
	 */
	Mono<Void> write(MetricsPieces metrics, int length, boolean isGzip, ServerHttpResponse message) {
		if (isGzip && length >= MIN_GZIP_SIZE) {
			return write(metrics, true, message);
		}
		message.getHeaders().setContentLength(length);
		return write(metrics, false, message);
	}

	/**
	 * Writes metrics that are in memory.
	 * @param metrics the metrics
	 * @param isGzip whether to compress them, unless they are short
	 * @param message where to write
	 * @return completes when the last byte has been written
	 */
	Mono<Void> write(byte[] metrics, boolean isGzip, ServerHttpResponse message) {
		if (isGzip && metrics.length >= MIN_GZIP_SIZE) {
			return write((out, enough) -> {
				out.write(metrics);
				return false;
			}, true, message);
		}
		message.getHeaders().setContentLength(metrics.length);
		return message.writeWith(Mono.fromSupplier(() -> message.bufferFactory().wrap(metrics)));
	}

	private Flux<DataBuffer> pieces(MetricsPieces metrics, DataBufferFactory buffers) {
		return Flux.<DataBuffer>generate((sink) -> writeNext(metrics, buffers, sink))
			.subscribeOn(this.scheduler)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release);
	}

	private static void writeNext(MetricsPieces metrics, DataBufferFactory buffers, SynchronousSink<DataBuffer> sink) {
		DataBuffer piece = buffers.allocateBuffer(PIECE_SIZE + SLACK);
		boolean more;
		try (OutputStream out = piece.asOutputStream()) {
			more = metrics.writeNext(out, PIECE_SIZE);
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

	/**
	 * Frees what is kept for compressing.
	 */
	@Override
	public void close() {
		this.gzip.close();
	}

}
