package io.dataflowmonitoring.local.demo;

/**
 * Where the user sees what goes on.
 */
interface Display {

	/**
	 * Says something once.
	 * @param text one line or more
	 */
	void say(String text);

	/**
	 * Shows how things stand; called about once a second.
	 * @param status how things stand
	 */
	void show(Status status);

	/**
	 * Shows nothing more: what was shown last stays, and what is said from now on stands
	 * below it.
	 */
	void finish();

}
