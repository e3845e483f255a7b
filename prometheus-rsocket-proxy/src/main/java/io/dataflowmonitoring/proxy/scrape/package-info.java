/**
 * Pulls every app within one deadline, all at the same time, and reports per app how it
 * went. An app that is late or says something malformed is left out of that scrape and
 * asked again at the next.
 */
@NullMarked
package io.dataflowmonitoring.proxy.scrape;

import org.jspecify.annotations.NullMarked;
