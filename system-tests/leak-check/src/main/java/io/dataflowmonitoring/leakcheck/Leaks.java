package io.dataflowmonitoring.leakcheck;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;

/**
 * The leaks that Netty reports. It tracks every buffer, and finds a leak when the garbage
 * collector does away with a buffer that was not released.
 */
final class Leaks {

	/**
	 * How long to wait for the garbage collector, in milliseconds. Where it is switched
	 * off, leaks do not show.
	 */
	private static final long PATIENCE = 2_000;

	private final Queue<String> reports = new ConcurrentLinkedQueue<>();

	private final List<RecordingDetector<Object>> detectors = new CopyOnWriteArrayList<>();

	/**
	 * Begins to record. To be called before Netty's first buffer is made.
	 */
	void install() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
	}

	/**
	 * Collects garbage and returns what Netty has reported since the last call.
	 */
	List<String> collect() throws InterruptedException {
		// Twice, since references come out in no particular order: after the second time
		// all those of the first are out.
		collectGarbage();
		collectGarbage();
		this.detectors.forEach(RecordingDetector::report);
		List<String> collected = new ArrayList<>();
		for (String report = this.reports.poll(); report != null; report = this.reports.poll()) {
			collected.add(report);
		}
		return collected;
	}

	/**
	 * Returns when a reference to an object that nobody has any more has come out of the
	 * garbage collector.
	 */
	private static void collectGarbage() throws InterruptedException {
		ReferenceQueue<Object> queue = new ReferenceQueue<>();
		PhantomReference<Object> reference = new PhantomReference<>(new Object(), queue);
		System.gc();
		queue.remove(PATIENCE);
		reference.clear();
	}

	private final class Factory extends ResourceLeakDetectorFactory {

		@Override
		@Deprecated
		@SuppressWarnings("unchecked") // a detector does nothing with the type
		public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval,
				long maxActive) {
			RecordingDetector<T> detector = new RecordingDetector<>(resource, samplingInterval);
			Leaks.this.detectors.add((RecordingDetector<Object>) detector);
			return detector;
		}

	}

	private final class RecordingDetector<T> extends ResourceLeakDetector<T> {

		private RecordingDetector(Class<?> resource, int samplingInterval) {
			super(resource, samplingInterval);
		}

		/**
		 * Has Netty look for leaks, which it does whenever it begins to track something.
		 */
		@SuppressWarnings("unchecked") // what is tracked is not looked at
		private void report() {
			Object tracked = new Object();
			ResourceLeakTracker<T> tracker = track((T) tracked);
			if (tracker != null) {
				tracker.close((T) tracked);
			}
		}

		@Override
		protected boolean needReport() {
			return true;
		}

		@Override
		protected void reportTracedLeak(String resourceType, String records) {
			super.reportTracedLeak(resourceType, records);
			Leaks.this.reports.add(resourceType + records);
		}

		@Override
		protected void reportUntracedLeak(String resourceType) {
			super.reportUntracedLeak(resourceType);
			Leaks.this.reports.add(resourceType);
		}

	}

}
