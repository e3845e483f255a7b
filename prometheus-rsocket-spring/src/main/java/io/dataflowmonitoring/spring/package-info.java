/**
 * The starter: connects a Spring Boot app to the proxy without a line of code in the app.
 * {@code PrometheusRSocketAutoConfiguration} is where the connection is put together,
 * {@code MetersAutoConfiguration} where what every meter registry gets; the properties
 * are in {@code PrometheusRSocketProperties}, the labels that say who the app is in
 * {@code IdentityTags}, and what happens at shutdown in {@code FinalPush}. Nothing here
 * is meant to be called. One jar serves Spring Boot 3.5, 4.0 and 4.1: only types that all
 * of them have in the same package may be used.
 */
@NullMarked
package io.dataflowmonitoring.spring;

import org.jspecify.annotations.NullMarked;
