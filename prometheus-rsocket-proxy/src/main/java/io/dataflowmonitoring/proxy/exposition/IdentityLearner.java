package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Learns an app's identity from the labels of its samples, while they are parsed.
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

	private final byte[] text;

	private final int[] valueStarts = new int[NAMES.length];

	private final int[] valueEnds = new int[NAMES.length];

	private final boolean[] contradicted = new boolean[NAMES.length];

	IdentityLearner(byte[] text) {
		this.text = text;
	}

	/**
	 * Looks at one label of a sample.
	 * @param nameHash the hash of the label's name, as {@link Arrays#hashCode(byte[])}
	 * computes it
	 */
	void see(int nameHash, int nameStart, int nameEnd, int valueStart, int valueEnd) {
		for (int i = 0; i < NAMES.length; i++) {
			if (NAME_HASHES[i] == nameHash
					&& Arrays.equals(NAMES[i], 0, NAMES[i].length, this.text, nameStart, nameEnd)) {
				seeValue(i, valueStart, valueEnd);
				return;
			}
		}
	}

	private void seeValue(int label, int start, int end) {
		if (this.valueEnds[label] == 0) {
			this.valueStarts[label] = start;
			this.valueEnds[label] = end;
		}
		else if (!Arrays.equals(this.text, this.valueStarts[label], this.valueEnds[label], this.text, start, end)) {
			this.contradicted[label] = true;
		}
	}

	AppIdentity identity() {
		Map<String, String> labels = new LinkedHashMap<>();
		for (int i = 0; i < NAMES.length; i++) {
			int length = this.valueEnds[i] - this.valueStarts[i];
			if (length > 0 && length <= MAX_VALUE_LENGTH && !this.contradicted[i]) {
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
