package io.dataflowmonitoring.local.process;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ChildCommandTests {

	@Test
	void jvmOptionsStandBeforeTheJarAndArgumentsAfterIt() {
		ChildCommand command = ChildCommand.jar("proxy", Path.of("proxy.jar"))
			.arguments("--a=1")
			.jvmOptions("-Xmx192m")
			.systemProperty("b", "2")
			.arguments("--c=3");
		List<String> line = command.commandLine();
		assertThat(line.get(0)).endsWith("/bin/java");
		assertThat(line.subList(1, line.size())).containsExactly("-Xmx192m", "-Db=2", "-jar", "proxy.jar", "--a=1",
				"--c=3");
	}

	@Test
	void aCommandThatIsAddedToStaysAsItIs() {
		ChildCommand command = ChildCommand.jar("proxy", Path.of("proxy.jar"));
		List<String> before = command.commandLine();
		command.arguments("--a=1").jvmOptions("-Xmx192m").environment("A", "1");
		assertThat(command.commandLine()).isEqualTo(before);
	}

	@Test
	void aProgramOtherThanJavaTakesNoJvmOptions() {
		ChildCommand command = ChildCommand.program("prometheus", Path.of("/usr/bin/prometheus"));
		assertThatIllegalStateException().isThrownBy(() -> command.jvmOptions("-Xmx192m"))
			.withMessage("prometheus is not started by java, so it takes no JVM options");
	}

}
