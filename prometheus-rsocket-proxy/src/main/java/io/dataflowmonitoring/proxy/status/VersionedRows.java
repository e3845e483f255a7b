package io.dataflowmonitoring.proxy.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of which it is known in which version they changed last, so that whoever has an
 * earlier version gets the difference.
 *
 * @param <V> what a row is; it has changed when it is no longer equal
 */
final class VersionedRows<V> {

	/**
	 * For how many versions it is remembered that a row has gone. Longer than anybody may
	 * lag behind.
	 */
	private static final int REMEMBERED = 120;

	private final Map<String, Row<V>> rows = new LinkedHashMap<>();

	private final Deque<Gone> gone = new ArrayDeque<>();

	/**
	 * Takes over how the rows are now.
	 * @param current all rows, by key
	 * @param version the version that this is, larger than all before
	 */
	void update(Map<String, V> current, long version) {
		current.forEach((key, value) -> {
			Row<V> row = this.rows.get(key);
			if (row == null || !row.value().equals(value)) {
				this.rows.put(key, new Row<>(value, version));
			}
		});
		for (Iterator<String> keys = this.rows.keySet().iterator(); keys.hasNext();) {
			String key = keys.next();
			if (!current.containsKey(key)) {
				keys.remove();
				this.gone.addLast(new Gone(key, version));
			}
		}
		while (!this.gone.isEmpty() && this.gone.getFirst().version() <= version - REMEMBERED) {
			this.gone.removeFirst();
		}
	}

	/**
	 * Returns the rows that have changed or are new.
	 * @param version since which version
	 */
	List<V> changedSince(long version) {
		List<V> changed = new ArrayList<>();
		for (Row<V> row : this.rows.values()) {
			if (row.version() > version) {
				changed.add(row.value());
			}
		}
		return changed;
	}

	/**
	 * Returns the keys of the rows that have gone and have not come back.
	 * @param version since which version
	 */
	List<String> goneSince(long version) {
		return this.gone.stream()
			.filter((gone) -> gone.version() > version && !this.rows.containsKey(gone.key()))
			.map(Gone::key)
			.distinct()
			.toList();
	}

	private record Row<V>(V value, long version) {
	}

	private record Gone(String key, long version) {
	}

}
