/**
 * A Spring Cloud Task that runs one Spring Batch job: {@code orderTotals} reads orders
 * from a CSV file, sums them up per region in the table {@code order_totals} and checks
 * the result. The starter brings the metrics of the task and of the job to Prometheus:
 * nothing in this package sends them.
 */
@NullMarked
package io.dataflowmonitoring.demo.task;

import org.jspecify.annotations.NullMarked;
