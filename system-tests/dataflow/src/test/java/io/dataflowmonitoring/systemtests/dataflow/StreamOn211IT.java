package io.dataflowmonitoring.systemtests.dataflow;

/** The sample stream's life under Data Flow 2.11.5. */
class StreamOn211IT extends StreamUnderDataFlow {

	StreamOn211IT() {
		super(Version.V2_11);
	}

}
