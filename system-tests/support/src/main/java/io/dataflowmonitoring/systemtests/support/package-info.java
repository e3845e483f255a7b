/**
 * What system tests share: the packaged jars as processes, and what to ask them.
 */
@NullMarked
package io.dataflowmonitoring.systemtests.support;

import org.jspecify.annotations.NullMarked;
