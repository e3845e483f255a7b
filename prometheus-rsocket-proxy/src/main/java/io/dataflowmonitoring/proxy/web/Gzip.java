package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * Compresses answers with gzip (RFC 1952), several pieces of one answer at the same time.
 * Each piece is compressed for itself and flushed to a whole byte, so that together they
 * are one stream of deflate blocks (RFC 1951) and the answer is one member, which every
 * reader can read: of several members some, such as {@code curl} and Netty, read the
 * first one only. Nothing in here is taken from a pool of buffers, so that an answer that
 * is broken off leaves nothing behind.
 */
final class Gzip implements AutoCloseable {

	/**
	 * Large enough that what each piece costs besides does not count, and that a match is
	 * seldom missed since it is in the piece before.
	 */
	private static final int PIECE_SIZE = 128 * 1_024;

	/**
	 * Expositions repeat themselves so much that higher levels save a few bytes only, for
	 * three times the work.
	 */
	private static final int LEVEL = Deflater.BEST_SPEED;

	/** No name, no time, compressed fast, by an unknown system. */
	private static final byte[] HEADER = { 0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff };

	/** The last block of a stream, with nothing in it. */
	private static final byte[] LAST_BLOCK = { 3, 0 };

	private static final int TRAILER_SIZE = LAST_BLOCK.length + 2 * Integer.BYTES;

	private final Scheduler scheduler;

	private final int parallelism;

	private final Supplier<Deflater> deflaters;

	/** As many as there are threads, at most. */
	private final Queue<PieceDeflater> idle = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	/**
	 * Creates a compressor.
	 * @param scheduler where to compress
	 * @param parallelism how many threads it has
	 */
	Gzip(Scheduler scheduler, int parallelism) {
		this(scheduler, parallelism, () -> new Deflater(LEVEL, true));
	}

	/**
	 * Creates a compressor.
	 * @param scheduler where to compress
	 * @param parallelism how many threads it has
	 * @param deflaters makes what compresses, without the header of zlib
	 */
	Gzip(Scheduler scheduler, int parallelism, Supplier<Deflater> deflaters) {
		this.scheduler = scheduler;
		this.parallelism = parallelism;
		this.deflaters = deflaters;
	}

	/**
	 * Compresses an answer.
	 * @param metrics what to compress; written on the scheduler, by one thread at a time
	 * @return the compressed bytes, in order. As many pieces are under way as there are
	 * threads, and one more that is ready when one of them is done.
	 */
	Flux<byte[]> compress(MetricsPieces metrics) {
		return Flux.defer(() -> {
			Member member = new Member(metrics);
			return Flux.<Piece>generate(member::next)
				.subscribeOn(this.scheduler)
				.flatMapSequential(
						(piece) -> Mono.fromCallable(() -> deflate(piece, member)).subscribeOn(this.scheduler),
						this.parallelism + 1, 1);
		});
	}

	private byte[] deflate(Piece piece, Member member) {
		PieceDeflater deflater = this.idle.poll();
		if (deflater == null) {
			deflater = new PieceDeflater(this.deflaters.get());
		}
		boolean isReusable = false;
		try {
			byte[] compressed = deflater.deflate(piece);
			isReusable = true;
			return compressed;
		}
		finally {
			member.done(piece);
			if (isReusable) {
				this.idle.add(deflater);
			}
			else {
				// Something of this piece may be in it still.
				deflater.end();
			}
			if (this.closed) {
				endIdle();
			}
		}
	}

	/**
	 * Frees the memory that compressing needs.
	 */
	@Override
	public void close() {
		this.closed = true;
		endIdle();
	}

	private void endIdle() {
		PieceDeflater deflater;
		while ((deflater = this.idle.poll()) != null) {
			deflater.end();
		}
	}

	/**
	 * One answer.
	 */
	private static final class Member {

		private final MetricsPieces metrics;

		private final CRC32 checksum = new CRC32();

		/** Modulo 2^32, as it is written. */
		private int size;

		private boolean begun;

		/** To be used again. */
		private final Queue<Piece> done = new ConcurrentLinkedQueue<>();

		Member(MetricsPieces metrics) {
			this.metrics = metrics;
		}

		void next(SynchronousSink<Piece> sink) {
			Piece piece = this.done.poll();
			if (piece == null) {
				piece = new Piece();
			}
			boolean more;
			try {
				more = this.metrics.writeNext(piece, PIECE_SIZE);
			}
			catch (IOException | RuntimeException ex) {
				sink.error(ex);
				return;
			}
			// Here, where the bytes come in order. It takes a thirtieth of what
			// compressing does.
			this.checksum.update(piece.bytes, 0, piece.length);
			this.size += piece.length;
			piece.isFirst = !this.begun;
			this.begun = true;
			if (!more) {
				piece.trailer = trailer();
			}
			sink.next(piece);
			if (!more) {
				sink.complete();
			}
		}

		void done(Piece piece) {
			piece.length = 0;
			this.done.add(piece);
		}

		private byte[] trailer() {
			return ByteBuffer.allocate(TRAILER_SIZE)
				.order(ByteOrder.LITTLE_ENDIAN)
				.put(LAST_BLOCK)
				.putInt((int) this.checksum.getValue())
				.putInt(this.size)
				.array();
		}

	}

	/**
	 * Bytes that are to be compressed.
	 */
	private static final class Piece extends OutputStream {

		private byte[] bytes = new byte[PIECE_SIZE + PIECE_SIZE / 8];

		private int length;

		private boolean isFirst;

		private byte @Nullable [] trailer;

		@Override
		public void write(int value) {
			ensureRoom(1);
			this.bytes[this.length] = (byte) value;
			this.length++;
		}

		@Override
		public void write(byte[] source, int offset, int count) {
			ensureRoom(count);
			System.arraycopy(source, offset, this.bytes, this.length, count);
			this.length += count;
		}

		private void ensureRoom(int count) {
			if (count > this.bytes.length - this.length) {
				this.bytes = Arrays.copyOf(this.bytes, Math.max(this.length + count, 2 * this.bytes.length));
			}
		}

	}

	/**
	 * Compresses one piece at a time.
	 */
	private static final class PieceDeflater {

		private final Deflater deflater;

		private final byte[] usualRoom = new byte[PIECE_SIZE / 2];

		PieceDeflater(Deflater deflater) {
			this.deflater = deflater;
		}

		byte[] deflate(Piece piece) {
			byte[] out = this.usualRoom;
			int length = 0;
			if (piece.isFirst) {
				System.arraycopy(HEADER, 0, out, 0, HEADER.length);
				length = HEADER.length;
			}
			this.deflater.setInput(piece.bytes, 0, piece.length);
			while (true) {
				int room = out.length - length;
				int count = this.deflater.deflate(out, length, room, Deflater.SYNC_FLUSH);
				length += count;
				// Room that is left over is the sign that all is flushed.
				if (count < room) {
					break;
				}
				out = Arrays.copyOf(out, 2 * out.length);
			}
			// Lets go of the piece, too.
			this.deflater.reset();
			byte[] trailer = piece.trailer;
			if (trailer == null) {
				return Arrays.copyOf(out, length);
			}
			byte[] last = Arrays.copyOf(out, length + trailer.length);
			System.arraycopy(trailer, 0, last, length, trailer.length);
			return last;
		}

		void end() {
			this.deflater.end();
		}

	}

}
