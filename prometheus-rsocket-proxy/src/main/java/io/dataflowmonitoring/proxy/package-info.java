/**
 * The proxy: apps connect to it, Prometheus scrapes it. This package reads the properties
 * and puts the rooms together, each of which is a package below. A scrape goes one way:
 * {@code web}, {@code scrape}, {@code connection}, over the wire and back as bytes,
 * {@code exposition}, {@code web}.
 */
@NullMarked
package io.dataflowmonitoring.proxy;

import org.jspecify.annotations.NullMarked;
