/**
 * Fails tests that leak Netty's buffers.
 */
@NullMarked
package io.dataflowmonitoring.leakcheck;

import org.jspecify.annotations.NullMarked;
