package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import reactor.core.publisher.Mono;

import io.dataflowmonitoring.proxy.scrape.PullResult;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * Metrics that are written straight from what apps have answered, which is let go when
 * all is written or nobody wants the rest. Whoever scrapes may go away at any moment, and
 * on another thread than the one that is just writing a piece, so letting go waits for
 * the end of the piece. Nothing of an answer is used once its piece has been written,
 * since pieces are copies.
 */
final class PulledMetrics implements MetricsPieces, AutoCloseable {

	private final MetricsPieces metrics;

	private final List<PullResult> answers;

	private boolean writing;

	private boolean closed;

	/**
	 * Creates metrics that are made of answers.
	 * @param metrics writes them
	 * @param answers what they are made of; closed in here
	 */
	PulledMetrics(MetricsPieces metrics, List<PullResult> answers) {
		this.metrics = metrics;
		this.answers = answers;
	}

	/**
	 * Passes one answer on as it is.
	 * @param answer the answer
	 * @param result the result that it is part of; closed in here
	 */
	static PulledMetrics of(WireExposition answer, PullResult result) {
		return new PulledMetrics(new Copy(answer), List.of(result));
	}

	@Override
	public boolean writeNext(OutputStream out, int enough) throws IOException {
		begin();
		boolean more = false;
		try {
			more = this.metrics.writeNext(out, enough);
			return more;
		}
		finally {
			end(more);
		}
	}

	/**
	 * Says that the rest is not wanted, or that there is none.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			letGoIfIdle();
		}
	}

	/**
	 * Has something written, and lets go when that has come to an end, whatever it was.
	 * @param body writes these metrics
	 * @return the same, followed by that
	 */
	<T> Mono<T> closedAfter(Mono<T> body) {
		return body.doFinally((signal) -> close());
	}

	private synchronized void begin() throws IOException {
		if (this.closed) {
			// What has been let go of must not be read, and a part not end like the
			// whole.
			throw new IOException("The metrics have been let go of");
		}
		this.writing = true;
	}

	private synchronized void end(boolean more) {
		this.writing = false;
		this.closed |= !more;
		if (this.closed) {
			letGoIfIdle();
		}
	}

	private void letGoIfIdle() {
		if (!this.writing) {
			this.answers.forEach(PullResult::close);
		}
	}

	/**
	 * Copies an answer.
	 */
	private static final class Copy implements MetricsPieces {

		private final WireExposition answer;

		private int position;

		Copy(WireExposition answer) {
			this.answer = answer;
		}

		@Override
		public boolean writeNext(OutputStream out, int enough) throws IOException {
			int count = Math.min(enough, this.answer.length() - this.position);
			out.write(this.answer.bytes(), this.position, count);
			this.position += count;
			return this.position < this.answer.length();
		}

	}

}
