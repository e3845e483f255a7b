package io.dataflowmonitoring.leakcheck;

import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class if Netty reports that a buffer was not released, in that class or in
 * one before it. JUnit finds this by itself.
 */
public final class LeakCheck implements AfterAllCallback {

	/**
	 * One for all, since Netty has one for all.
	 */
	private static final Leaks LEAKS = new Leaks();

	static {
		LEAKS.install();
	}

	@Override
	public void afterAll(ExtensionContext context) throws InterruptedException {
		List<String> leaks = LEAKS.collect();
		if (!leaks.isEmpty()) {
			throw new AssertionError(
					leaks.size() + " kinds of buffers were not released:\n" + String.join("\n", leaks));
		}
	}

}
