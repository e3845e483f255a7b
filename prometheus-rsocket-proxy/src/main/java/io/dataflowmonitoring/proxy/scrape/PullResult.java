package io.dataflowmonitoring.proxy.scrape;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.exposition.Exposition;
import io.dataflowmonitoring.wire.WireExposition;

/**
 * How it went to pull one app.
 *
 * @param app the app
 * @param took from the request until the answer was read and checked, or until it was
 * given up
 * @param answer what the app said, as it came; null if the pull failed
 * @param exposition what the app said, read and checked; null if the pull failed, and for
 * {@link io.dataflowmonitoring.wire.ExpositionFormat#PROTOBUF}, which is only passed on
 * @param reason why the pull failed, as one of a few values for a metric's label;
 * {@value #NONE} if it did not
 * @param detail why the pull failed, for people; null if it did not
 * @param hold keeps the answer from being overwritten by the app's next one; null if
 * nobody has to
 */
public record PullResult(App app, Duration took, @Nullable WireExposition answer, @Nullable Exposition exposition,
		String reason, @Nullable String detail, Lease.@Nullable Hold hold) implements AutoCloseable {

	/**
	 * The reason if a pull did not fail.
	 */
	public static final String NONE = "none";

	/**
	 * The reason if there was no answer in time.
	 */
	public static final String TIMEOUT = "timeout";

	static PullResult success(App app, Duration took, WireExposition answer, @Nullable Exposition exposition) {
		return new PullResult(app, took, answer, exposition, NONE, null, null);
	}

	static PullResult failure(App app, Duration took, String reason, String detail) {
		return new PullResult(app, took, null, null, reason, detail, null);
	}

	/**
	 * Returns the same result for one of those who share it.
	 */
	PullResult heldBy(Lease.Hold hold) {
		return new PullResult(this.app, this.took, this.answer, this.exposition, this.reason, this.detail, hold);
	}

	/**
	 * Lets go of the answer and of the exposition: the bytes of either must not be read
	 * any more, as the app's next answer may take their place. Whoever never does so
	 * leaves them to the garbage collector. To do it twice changes nothing.
	 */
	@Override
	public void close() {
		if (this.hold != null) {
			this.hold.close();
		}
	}

}
