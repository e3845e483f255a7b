package io.dataflowmonitoring.systemtests.dataflow;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Skips the tests of a class that come after one that has failed, where each goes on from
 * the one before: they would wait minutes for what cannot come any more, and fail for no
 * reason of their own.
 */
final class Steps implements BeforeEachCallback, TestWatcher {

	private static final Namespace NAMESPACE = Namespace.create(Steps.class);

	@Override
	public void beforeEach(ExtensionContext context) {
		String failed = context.getStore(NAMESPACE).get(context.getRequiredTestClass(), String.class);
		if (failed != null) {
			Assumptions.abort("An earlier step has failed: " + failed);
		}
	}

	@Override
	public void testFailed(ExtensionContext context, Throwable cause) {
		context.getParent()
			.orElseThrow()
			.getStore(NAMESPACE)
			.put(context.getRequiredTestClass(), context.getDisplayName());
	}

}
