package io.dataflowmonitoring.systemtests.resilience;

/** What a test has measured, for whoever reads the output of the build. */
final class Figures {

	private Figures() {
	}

	static void print(String what, String figures) {
		System.out.println(what + ": " + figures);
	}

}
