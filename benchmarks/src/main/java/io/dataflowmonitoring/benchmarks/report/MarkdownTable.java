package io.dataflowmonitoring.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in Markdown that can be read as it is, too: all columns but the first are
 * aligned to the right.
 */
public final class MarkdownTable {

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Creates a table without rows.
	 * @param header the titles of the columns
	 */
	public MarkdownTable(List<String> header) {
		this.rows.add(List.copyOf(header));
	}

	/**
	 * Adds a row.
	 * @param cells as many as there are columns
	 */
	public void add(List<String> cells) {
		if (cells.size() != this.rows.get(0).size()) {
			throw new IllegalArgumentException("Not as many cells as columns: " + cells);
		}
		this.rows.add(List.copyOf(cells));
	}

	/** Returns the table, a line for each row. */
	@Override
	public String toString() {
		int columns = this.rows.get(0).size();
		int[] widths = new int[columns];
		for (List<String> row : this.rows) {
			for (int i = 0; i < columns; i++) {
				widths[i] = Math.max(Math.max(widths[i], row.get(i).length()), 3);
			}
		}
		StringBuilder table = new StringBuilder();
		append(table, this.rows.get(0), widths);
		for (int i = 0; i < columns; i++) {
			table.append((i == 0) ? "| " + "-".repeat(widths[i]) + ' ' : "| " + "-".repeat(widths[i] - 1) + ": ");
		}
		table.append("|\n");
		this.rows.stream().skip(1).forEach((row) -> append(table, row, widths));
		return table.toString();
	}

	private static void append(StringBuilder table, List<String> row, int[] widths) {
		for (int i = 0; i < widths.length; i++) {
			String padding = " ".repeat(widths[i] - row.get(i).length());
			table.append("| ").append((i == 0) ? row.get(i) + padding : padding + row.get(i)).append(' ');
		}
		table.append("|\n");
	}

}
