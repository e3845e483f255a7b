/**
 * Lists the apps as targets of Prometheus, live ones and those whose final push is kept,
 * so that each has its own scrape. What a target's address is, the web room knows.
 */
@NullMarked
package io.dataflowmonitoring.proxy.discovery;

import org.jspecify.annotations.NullMarked;
