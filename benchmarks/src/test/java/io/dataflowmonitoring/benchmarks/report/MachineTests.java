package io.dataflowmonitoring.benchmarks.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MachineTests {

	@Test
	void memoryIsInGibibytesIfLinuxSaysHowMuchThereIs() {
		assertThat(Machine.gibibytes("24684084 kB")).isEqualTo("23.5 GiB");
		assertThat(Machine.gibibytes("unknown")).isEqualTo("unknown");
	}

}
