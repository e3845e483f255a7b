/**
 * The middle of the demo stream: prices orders, slowly or with failures if told so.
 */
@NullMarked
package io.dataflowmonitoring.demo.processor;

import org.jspecify.annotations.NullMarked;
