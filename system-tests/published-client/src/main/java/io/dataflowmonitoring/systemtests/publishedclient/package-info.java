/**
 * An app that is monitored through the published client, on the libraries of that
 * client's time. It runs in a process of its own and can misbehave on request.
 */
@NullMarked
package io.dataflowmonitoring.systemtests.publishedclient;

import org.jspecify.annotations.NullMarked;
