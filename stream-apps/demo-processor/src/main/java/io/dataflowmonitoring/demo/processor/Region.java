package io.dataflowmonitoring.demo.processor;

/**
 * Where an order comes from. An enum, since it becomes the value of a metric's label: the
 * number of time series stays bounded.
 */
enum Region {

	EMEA, AMER, APAC

}
