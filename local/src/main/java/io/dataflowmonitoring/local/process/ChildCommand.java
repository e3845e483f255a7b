package io.dataflowmonitoring.local.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What to start as a child process. Immutable: each method that adds something returns a
 * new command.
 */
public final class ChildCommand {

	private final String name;

	private final List<String> executable;

	private final List<String> jvmOptions;

	private final List<String> program;

	private final List<String> arguments;

	private final Map<String, String> environment;

	private final @Nullable Path directory;

	private ChildCommand(String name, List<String> executable, List<String> jvmOptions, List<String> program,
			List<String> arguments, Map<String, String> environment, @Nullable Path directory) {
		this.name = name;
		this.executable = executable;
		this.jvmOptions = jvmOptions;
		this.program = program;
		this.arguments = arguments;
		this.environment = environment;
		this.directory = directory;
	}

	/**
	 * An executable jar, run by the Java that runs this program.
	 * @param name what messages and the log file call the process
	 * @param jar the jar
	 * @return the command
	 */
	public static ChildCommand jar(String name, Path jar) {
		return java(name, List.of("-jar", jar.toString()));
	}

	/**
	 * A class with a {@code main} method, run by the Java that runs this program.
	 * @param name what messages and the log file call the process
	 * @param classPath the class path, as {@code java -cp} takes it
	 * @param mainClass the name of the class
	 * @return the command
	 */
	public static ChildCommand mainClass(String name, String classPath, String mainClass) {
		return java(name, List.of("-cp", classPath, mainClass));
	}

	/**
	 * Any other program.
	 * @param name what messages and the log file call the process
	 * @param executable the program's file
	 * @return the command
	 */
	public static ChildCommand program(String name, Path executable) {
		return new ChildCommand(name, List.of(executable.toString()), List.of(), List.of(), List.of(), Map.of(), null);
	}

	private static ChildCommand java(String name, List<String> program) {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ChildCommand(name, List.of(java), List.of(), program, List.of(), Map.of(), null);
	}

	/**
	 * Adds options of the JVM.
	 * @param options the options, such as {@code -Xmx192m}
	 * @return the command with them
	 * @throws IllegalStateException if this command does not start a JVM
	 */
	public ChildCommand jvmOptions(String... options) {
		if (this.program.isEmpty()) {
			throw new IllegalStateException(this.name + " is not started by java, so it takes no JVM options");
		}
		return new ChildCommand(this.name, this.executable, joined(this.jvmOptions, options), this.program,
				this.arguments, this.environment, this.directory);
	}

	/**
	 * Adds a system property.
	 * @param key the property's name
	 * @param value the property's value
	 * @return the command with it
	 * @throws IllegalStateException if this command does not start a JVM
	 */
	public ChildCommand systemProperty(String key, String value) {
		return jvmOptions("-D" + key + "=" + value);
	}

	/**
	 * Adds arguments of the program.
	 * @param arguments the arguments
	 * @return the command with them
	 */
	public ChildCommand arguments(String... arguments) {
		return new ChildCommand(this.name, this.executable, this.jvmOptions, this.program,
				joined(this.arguments, arguments), this.environment, this.directory);
	}

	/**
	 * Sets an environment variable, beside those that the child inherits.
	 * @param variable the variable's name
	 * @param value the variable's value
	 * @return the command with it
	 */
	public ChildCommand environment(String variable, String value) {
		Map<String, String> all = new LinkedHashMap<>(this.environment);
		all.put(variable, value);
		return new ChildCommand(this.name, this.executable, this.jvmOptions, this.program, this.arguments, all,
				this.directory);
	}

	/**
	 * Sets the folder that the process starts in; without it, that of this program.
	 * @param directory an existing folder
	 * @return the command with it
	 */
	public ChildCommand directory(Path directory) {
		return new ChildCommand(this.name, this.executable, this.jvmOptions, this.program, this.arguments,
				this.environment, directory);
	}

	/**
	 * Returns what messages and the log file call the process.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the whole command line.
	 * @return the program, its options and its arguments
	 */
	public List<String> commandLine() {
		List<String> line = new ArrayList<>(this.executable);
		line.addAll(this.jvmOptions);
		line.addAll(this.program);
		line.addAll(this.arguments);
		return line;
	}

	ProcessBuilder processBuilder() {
		ProcessBuilder builder = new ProcessBuilder(commandLine());
		builder.environment().putAll(this.environment);
		if (this.directory != null) {
			builder.directory(this.directory.toFile());
		}
		return builder;
	}

	@Override
	public String toString() {
		return this.name + ": " + String.join(" ", commandLine());
	}

	private static List<String> joined(List<String> first, String[] second) {
		List<String> all = new ArrayList<>(first);
		all.addAll(List.of(second));
		return List.copyOf(all);
	}

}
