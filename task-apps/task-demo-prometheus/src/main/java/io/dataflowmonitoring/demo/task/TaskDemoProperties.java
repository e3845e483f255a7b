package io.dataflowmonitoring.demo.task;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * What the task reads, and how it can be made larger, slower or failing, so that the
 * dashboards have something to show.
 *
 * @param input CSV file with the orders: a path, or a resource location such as
 * classpath:sample-orders.csv. By default it is the first argument or, without one, the
 * bundled sample.
 * @param size How many orders to process, or 0 for each order of the input once. A
 * smaller number than the input has stops early, a larger one starts again at its first
 * order.
 * @param delay Time that each order takes on top.
 * @param failAt Number of the order that fails, counted from 1 over the whole run, or 0
 * for none.
 * @param chunkSize Orders per transaction: what a failed run loses at most.
 */
@ConfigurationProperties("demo.task")
record TaskDemoProperties(@Nullable String input, int size, @DefaultValue("0") Duration delay, int failAt,
		@DefaultValue("10") int chunkSize) {

	TaskDemoProperties {
		Assert.isTrue(size >= 0, () -> "demo.task.size must be 0 (all orders) or more, not " + size);
		Assert.isTrue(!delay.isNegative(), () -> "demo.task.delay must not be negative, but is " + delay);
		Assert.isTrue(failAt >= 0, () -> "demo.task.fail-at must be 0 (none) or the number of an order, not " + failAt);
		Assert.isTrue(chunkSize > 0, () -> "demo.task.chunk-size must be 1 or more, not " + chunkSize);
	}

}
