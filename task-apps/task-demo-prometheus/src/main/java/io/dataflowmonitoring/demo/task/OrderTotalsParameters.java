package io.dataflowmonitoring.demo.task;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.converter.DefaultJobParametersConverter;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.boot.ApplicationArguments;
import org.springframework.stereotype.Component;
import org.springframework.util.ResourceUtils;

/**
 * Makes job parameters of the arguments {@code name=value}, as Spring Boot does, and adds
 * the two that a run of {@code orderTotals} must have:
 * <ul>
 * <li>{@code input}: the file, since a restart must not continue in another one;</li>
 * <li>{@code run}: the time, unless an argument identifies the run already. So each start
 * is a new run, and {@code run=NAME} names one that can be restarted.</li>
 * </ul>
 */
@Component
final class OrderTotalsParameters extends DefaultJobParametersConverter {

	static final String INPUT = "input";

	static final String RUN = "run";

	private static final String SAMPLE = "classpath:sample-orders.csv";

	private final @Nullable String inputProperty;

	private final ApplicationArguments arguments;

	OrderTotalsParameters(TaskDemoProperties properties, ApplicationArguments arguments) {
		this.inputProperty = properties.input();
		this.arguments = arguments;
	}

	@Override
	public JobParameters getJobParameters(Properties properties) {
		JobParameters given = super.getJobParameters(properties);
		JobParametersBuilder parameters = new JobParametersBuilder(given);
		parameters.addString(INPUT, readable(input(given)));
		boolean identified = given.getIdentifyingParameters()
			.stream()
			.map(JobParameter::name)
			.anyMatch((name) -> !name.equals(INPUT));
		if (!identified) {
			parameters.addString(RUN, Instant.now().toString());
		}
		return parameters.toJobParameters();
	}

	private String input(JobParameters given) {
		String parameter = given.getString(INPUT);
		if (parameter != null) {
			return parameter;
		}
		if (this.inputProperty != null) {
			return this.inputProperty;
		}
		return this.arguments.getNonOptionArgs()
			.stream()
			.filter((argument) -> !argument.contains("="))
			.findFirst()
			.orElse(SAMPLE);
	}

	/**
	 * Checks the input before the job is launched: a launch creates a job instance even
	 * if the job's own validator then refuses the parameters.
	 */
	private static String readable(String input) {
		String location = ResourceUtils.isUrl(input) ? input : Path.of(input).toAbsolutePath().normalize().toString();
		if (!OrderReader.resource(location).isReadable()) {
			throw new InvalidInputException("The input " + location + " is not a file that can be read.");
		}
		return location;
	}

}
