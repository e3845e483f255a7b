package io.dataflowmonitoring.proxy.status;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VersionedRowsTests {

	private final VersionedRows<Integer> rows = new VersionedRows<>();

	@Test
	void tellsWhatHasChangedSinceAnyVersion() {
		this.rows.update(Map.of("a", 1, "b", 1), 1);
		this.rows.update(Map.of("a", 1, "b", 2), 2);
		this.rows.update(Map.of("b", 2, "c", 3), 3);
		assertThat(this.rows.changedSince(0)).containsExactlyInAnyOrder(2, 3);
		assertThat(this.rows.changedSince(1)).containsExactlyInAnyOrder(2, 3);
		assertThat(this.rows.changedSince(2)).containsExactly(3);
		assertThat(this.rows.changedSince(3)).isEmpty();
		assertThat(this.rows.goneSince(2)).containsExactly("a");
		assertThat(this.rows.goneSince(3)).isEmpty();
	}

	@Test
	void aRowThatIsBackIsNotGone() {
		this.rows.update(Map.of("a", 1), 1);
		this.rows.update(Map.of(), 2);
		this.rows.update(Map.of("a", 1), 3);
		assertThat(this.rows.goneSince(1)).isEmpty();
		assertThat(this.rows.changedSince(2)).containsExactly(1);
	}

}
