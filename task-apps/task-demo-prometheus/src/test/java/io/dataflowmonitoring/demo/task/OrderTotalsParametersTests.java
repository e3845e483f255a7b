package io.dataflowmonitoring.demo.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.boot.DefaultApplicationArguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OrderTotalsParametersTests {

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	Path directory;

	@Test
	void eachStartWithoutArgumentsIsANewRunOfTheSample() {
		JobParameters first = parameters(null).getJobParameters(new Properties());
		JobParameters second = parameters(null).getJobParameters(new Properties());
		assertThat(first.getString("input")).isEqualTo("classpath:sample-orders.csv");
		assertThat(first.getString("run")).isNotEmpty().isNotEqualTo(second.getString("run"));
	}

	@Test
	void aNamedRunKeepsItsName() {
		assertThat(parameters(null).getJobParameters(properties("run", "monday")).getString("run")).isEqualTo("monday");
	}

	@Test
	void anyIdentifyingArgumentNamesTheRun() {
		JobParameters parameters = parameters(null)
			.getJobParameters(properties("day", "2026-11-22,java.time.LocalDate"));
		assertThat(parameters.getParameter("run")).isNull();
	}

	@Test
	void anArgumentThatDoesNotIdentifyNamesNoRun() {
		JobParameters parameters = parameters(null)
			.getJobParameters(properties("note", "again,java.lang.String,false"));
		assertThat(parameters.getParameter("run")).isNotNull();
	}

	@Test
	void theFirstArgumentThatIsNoParameterIsTheInput() throws Exception {
		String file = file("orders.csv");
		assertThat(parameters(null, "--x=y", "run=monday", file, "other.csv").getJobParameters(new Properties())
			.getString("input")).isEqualTo(file);
	}

	@Test
	void thePropertyPrecedesTheArgument() throws Exception {
		String file = file("orders.csv");
		assertThat(parameters(file, "other.csv").getJobParameters(new Properties()).getString("input")).isEqualTo(file);
	}

	@Test
	void theParameterOfARestartPrecedesBoth() throws Exception {
		String file = file("orders.csv");
		JobParameters parameters = parameters("property.csv", "other.csv").getJobParameters(properties("input", file));
		assertThat(parameters.getString("input")).isEqualTo(file);
		assertThat(parameters.getParameter("run")).isNotNull();
	}

	@Test
	void aPathIsMadeAbsoluteSoThatTheSameFileIsTheSameRun() throws Exception {
		Path file = Path.of(file("orders.csv"));
		Path relative = Path.of("").toAbsolutePath().relativize(file);
		assertThat(parameters(relative.toString()).getJobParameters(new Properties()).getString("input"))
			.isEqualTo(file.toString());
	}

	@Test
	void aMissingFileIsNamed() {
		String file = this.directory.resolve("missing.csv").toString();
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> parameters(file).getJobParameters(new Properties()))
			.withMessageContaining(file);
	}

	@Test
	void aFolderIsNoInput() {
		assertThatExceptionOfType(InvalidInputException.class)
			.isThrownBy(() -> parameters(this.directory.toString()).getJobParameters(new Properties()));
	}

	private String file(String name) throws Exception {
		return Files.writeString(this.directory.resolve(name), OrderReader.HEADER).toString();
	}

	private static OrderTotalsParameters parameters(@Nullable String input, String... arguments) {
		return new OrderTotalsParameters(new TaskDemoProperties(input, 0, Duration.ZERO, 0, 10),
				new DefaultApplicationArguments(arguments));
	}

	private static Properties properties(String name, String value) {
		Properties properties = new Properties();
		properties.setProperty(name, value);
		return properties;
	}

}
