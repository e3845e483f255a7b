/**
 * A Data Flow server to deploy the sample apps with: nothing but the published starter,
 * made executable.
 */
package io.dataflowmonitoring.dataflow.server;
