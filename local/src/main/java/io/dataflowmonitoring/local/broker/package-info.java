/**
 * A real Kafka broker of one node (KRaft), on the loopback interface, in a JVM of its
 * own: {@link io.dataflowmonitoring.local.broker.BrokerCommand} is that JVM,
 * {@link io.dataflowmonitoring.local.broker.BrokerProcess} starts it from another.
 */
@NullMarked
package io.dataflowmonitoring.local.broker;

import org.jspecify.annotations.NullMarked;
