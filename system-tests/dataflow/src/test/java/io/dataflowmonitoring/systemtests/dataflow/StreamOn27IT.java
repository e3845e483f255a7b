package io.dataflowmonitoring.systemtests.dataflow;

/** The sample stream's life under Data Flow 2.7.0. */
class StreamOn27IT extends StreamUnderDataFlow {

	StreamOn27IT() {
		super(Version.V2_7);
	}

}
