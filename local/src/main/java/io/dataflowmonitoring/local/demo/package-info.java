/**
 * The demo: starts Kafka, the proxy, three stream apps and, again and again, a task;
 * watches them through the proxy's HTTP endpoints as any user could; shows what it sees;
 * and tells in the end whether all that should be seen was seen.
 */
@NullMarked
package io.dataflowmonitoring.local.demo;

import org.jspecify.annotations.NullMarked;
