package io.dataflowmonitoring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the figures were measured on.
 */
public final class Machine {

	private Machine() {
	}

	/**
	 * Describes this machine.
	 * @return a list in Markdown
	 * @throws IOException if Linux does not say
	 */
	public static String describe() throws IOException {
		MarkdownTable table = new MarkdownTable(List.of("machine", ""));
		table.add(List.of("processor", first(Path.of("/proc/cpuinfo"), "model name")));
		table.add(List.of("cores", Integer.toString(Runtime.getRuntime().availableProcessors())));
		table.add(List.of("memory", gibibytes(first(Path.of("/proc/meminfo"), "MemTotal"))));
		table.add(List.of("system", System.getProperty("os.name") + ' ' + System.getProperty("os.version")));
		table
			.add(List.of("JVM", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.runtime.version")));
		return table.toString();
	}

	/**
	 * Returns a size for people.
	 * @param size the size as Linux says it, in kB of 1,024 bytes
	 */
	static String gibibytes(String size) {
		if (!size.matches("\\d+ kB")) {
			return size;
		}
		double kibibytes = Long.parseLong(size.substring(0, size.indexOf(' ')));
		return String.format(Locale.ROOT, "%.1f GiB", kibibytes / (1_024 * 1_024));
	}

	private static String first(Path file, String key) throws IOException {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.filter((line) -> line.startsWith(key))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown");
		}
	}

}
