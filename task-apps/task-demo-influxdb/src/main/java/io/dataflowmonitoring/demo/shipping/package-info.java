/**
 * A Spring Cloud Task that ships orders and counts them. Micrometer's registry takes its
 * metrics to InfluxDB: nothing in this package sends them.
 */
@NullMarked
package io.dataflowmonitoring.demo.shipping;

import org.jspecify.annotations.NullMarked;
