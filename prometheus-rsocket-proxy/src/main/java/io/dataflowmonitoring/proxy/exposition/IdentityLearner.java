package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Learns an app's identity from the labels of its samples, while they are parsed, and
 * which of the labels that can be part of one all samples of a family agree on.
 */
final class IdentityLearner {

	/**
	 * In bytes. A value becomes a label of the proxy's own metrics and part of its log
	 * lines, so it cannot be of any length, nor have control characters.
	 */
	private static final int MAX_VALUE_LENGTH = 200;

	private static final byte[][] NAMES = AppIdentity.LABELS.stream()
		.map((name) -> name.getBytes(StandardCharsets.US_ASCII))
		.toArray(byte[][]::new);

	private static final int[] NAME_HASHES = Arrays.stream(NAMES).mapToInt(Arrays::hashCode).toArray();

	/** Which of 64 places a hash of these takes: most labels' hashes take none. */
	private static final long PLACES = Arrays.stream(NAME_HASHES)
		.mapToLong((hash) -> 1L << hash)
		.reduce(0, (places, place) -> places | place);

	private static final int ALL = (1 << NAMES.length) - 1;

	private final byte[] text;

	/** Where each label's value stands that was seen last. */
	private final int[] valueStarts = new int[NAMES.length];

	private final int[] valueEnds = new int[NAMES.length];

	/** One bit for each label that has had different values. */
	private int contradicted;

	/** The labels of this sample. */
	private int seen;

	/** Those of them that had another value before. */
	private int changed;

	/** The labels of the family's first sample. */
	private int familySeen;

	private int shared;

	IdentityLearner(byte[] text) {
		this.text = text;
	}

	/**
	 * Looks at one label of a sample that has a value.
	 * @param nameHash the hash of the label's name, as {@link Arrays#hashCode(byte[])}
	 * computes it
	 */
	void see(int nameHash, int nameStart, int nameEnd, int valueStart, int valueEnd) {
		if ((PLACES >>> nameHash & 1) == 0) {
			return;
		}
		for (int i = 0; i < NAMES.length; i++) {
			if (NAME_HASHES[i] == nameHash
					&& Arrays.equals(NAMES[i], 0, NAMES[i].length, this.text, nameStart, nameEnd)) {
				seeValue(i, valueStart, valueEnd);
				return;
			}
		}
	}

	private void seeValue(int label, int start, int end) {
		this.seen |= 1 << label;
		if (!Arrays.equals(this.text, this.valueStarts[label], this.valueEnds[label], this.text, start, end)) {
			this.changed |= 1 << label;
			this.contradicted |= (this.valueEnds[label] > 0) ? 1 << label : 0;
			this.valueStarts[label] = start;
			this.valueEnds[label] = end;
		}
	}

	/**
	 * Takes note that all labels of a sample have been seen.
	 * @param first whether it is the first one of its family
	 */
	void endSample(boolean first) {
		if (first) {
			this.shared = ALL;
			this.familySeen = this.seen;
		}
		else {
			this.shared &= ~(this.changed | (this.seen ^ this.familySeen));
		}
		this.seen = 0;
		this.changed = 0;
	}

	/**
	 * Returns which labels have the same value in all samples of the family that were
	 * seen, or are missing in all of them.
	 * @return one bit for each label
	 */
	int shared() {
		return this.shared;
	}

	/**
	 * Returns a hash of the values of these labels.
	 */
	long sharedHash() {
		long hash = 0;
		for (int i = 0; i < NAMES.length; i++) {
			int bit = 1 << i;
			if ((this.shared & bit) != 0) {
				boolean isMissing = (this.familySeen & bit) == 0;
				hash = KeyedHash.add(hash, this.text, isMissing ? 0 : this.valueStarts[i],
						isMissing ? 0 : this.valueEnds[i]);
			}
		}
		return KeyedHash.spread(hash);
	}

	AppIdentity identity() {
		Map<String, String> labels = new LinkedHashMap<>();
		for (int i = 0; i < NAMES.length; i++) {
			int length = this.valueEnds[i] - this.valueStarts[i];
			if (length > 0 && length <= MAX_VALUE_LENGTH && (this.contradicted & (1 << i)) == 0) {
				String value = unescape(new String(this.text, this.valueStarts[i], length, StandardCharsets.UTF_8));
				if (value.chars().noneMatch(Character::isISOControl)) {
					labels.put(AppIdentity.LABELS.get(i), value);
				}
			}
		}
		return new AppIdentity(labels);
	}

	private static String unescape(String value) {
		if (value.indexOf('\\') < 0) {
			return value;
		}
		StringBuilder unescaped = new StringBuilder(value.length());
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (c == '\\') {
				c = value.charAt(++i);
				c = (c == 'n') ? '\n' : c;
			}
			unescaped.append(c);
		}
		return unescaped.toString();
	}

}
