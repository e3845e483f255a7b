package io.dataflowmonitoring.systemtests.dataflow;

/**
 * A version of Data Flow that {@code dataflow/start} knows.
 */
enum Version {

	/** The last open-source release; knows apps of Spring Boot 3 and newer. */
	V2_11("2.11.5"),

	/** The release of the widely used images; all apps are the same to it. */
	V2_7("2.7.0");

	private final String number;

	Version(String number) {
		this.number = number;
	}

	/** Returns the value of the option {@code --version}. */
	@Override
	public String toString() {
		return this.number;
	}

}
