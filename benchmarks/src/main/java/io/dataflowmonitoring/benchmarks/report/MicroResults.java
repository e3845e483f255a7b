package io.dataflowmonitoring.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What JMH has written down, with its profiler of allocations, as a table.
 */
public final class MicroResults {

	private static final String ALLOCATED = "gc.alloc.rate.norm";

	private MicroResults() {
	}

	/**
	 * Reads JMH's file of comma-separated values.
	 * @param file the file
	 * @return a table in Markdown: time and bytes allocated for a sample
	 * @throws IOException if the file cannot be read
	 */
	public static String table(Path file) throws IOException {
		Map<String, String[]> rows = new LinkedHashMap<>();
		List<String> lines = Files.readAllLines(file);
		for (String line : lines.subList(1, lines.size())) {
			String[] fields = line.replace("\"", "").split(",", -1);
			String name = fields[0].substring(fields[0].indexOf(".micro.") + ".micro.".length());
			int profiler = name.indexOf(':');
			String score = String.format(Locale.ROOT, "%.1f", Double.parseDouble(fields[4]));
			String[] row = rows.computeIfAbsent((profiler < 0) ? name : name.substring(0, profiler),
					(each) -> new String[] { each, "", "", "" });
			if (profiler < 0) {
				row[1] = score;
				row[2] = String.format(Locale.ROOT, "%.1f", Double.parseDouble(fields[5]));
			}
			else if (name.endsWith(ALLOCATED)) {
				row[3] = score;
			}
		}
		MarkdownTable table = new MarkdownTable(List.of("benchmark", "ns a sample", "±", "bytes allocated a sample"));
		rows.values().forEach((row) -> table.add(List.of(row)));
		return table.toString();
	}

}
