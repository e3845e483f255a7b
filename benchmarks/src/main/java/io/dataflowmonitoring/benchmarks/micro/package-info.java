/**
 * What each step of a scrape costs on one core, by sample: JMH benchmarks. They measure
 * through what other modules see of wire and proxy; their figures are for comparing steps
 * and changes, those of whole fleets for what it costs in the end.
 */
@NullMarked
package io.dataflowmonitoring.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
