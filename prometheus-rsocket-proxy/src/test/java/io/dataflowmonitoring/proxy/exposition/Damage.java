package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * Damages expositions.
 */
final class Damage {

	private static final byte[][] PIECES = Arrays
		.stream(new String[] { "\n", " ", "\t", "#", "# ", "{", "}", "\"", ",", "=", "\\", "0", "a", "Z", "_", ":", ".",
				"+", "-", "e", "\u0000", "\r", "\u00ff", "\u00e9", "\u20ac", "# EOF", "# EOF\n", "# TYPE ", "# HELP ",
				"# UNIT ", "_total", "_created", "_bucket", "_info", "NaN", " # {} 1", " 1700000000", "1e999",
				"99999999999999999999", "{x=\"1\"}", ",x=\"1\"", "gauge", "counter", "histogram" })
		.map((piece) -> piece.getBytes(StandardCharsets.UTF_8))
		.toArray(byte[][]::new);

	private Damage() {
	}

	/**
	 * Returns a copy with one to three things wrong, or none.
	 */
	static byte[] some(byte[] text, Random random) {
		byte[] damaged = text;
		for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
			damaged = one(damaged, random);
		}
		return damaged;
	}

	private static byte[] one(byte[] text, Random random) {
		int place = random.nextInt(text.length + 1);
		int end = Math.min(text.length, place + random.nextInt(random.nextBoolean() ? 3 : 100));
		switch (random.nextInt(6)) {
			case 0 -> {
				byte[] damaged = text.clone();
				if (place < text.length) {
					damaged[place] = (byte) random.nextInt(256);
				}
				return damaged;
			}
			case 1 -> {
				return replace(text, place, end, PIECES[random.nextInt(PIECES.length)]);
			}
			case 2 -> {
				return replace(text, place, place, PIECES[random.nextInt(PIECES.length)]);
			}
			case 3 -> {
				return replace(text, place, end, new byte[0]);
			}
			case 4 -> {
				// Something moves or is there twice.
				int other = random.nextInt(text.length + 1);
				return replace(text, other, other, Arrays.copyOfRange(text, place, end));
			}
			default -> {
				return (random.nextInt(4) == 0) ? Arrays.copyOf(text, place) : swapLines(text, place);
			}
		}
	}

	private static byte[] swapLines(byte[] text, int place) {
		int first = lineStart(text, place);
		int second = lineEnd(text, first);
		int end = lineEnd(text, second);
		byte[] damaged = text.clone();
		System.arraycopy(text, second, damaged, first, end - second);
		System.arraycopy(text, first, damaged, first + end - second, second - first);
		return damaged;
	}

	private static int lineStart(byte[] text, int place) {
		int start = Math.min(place, text.length);
		while (start > 0 && text[start - 1] != '\n') {
			start--;
		}
		return start;
	}

	private static int lineEnd(byte[] text, int start) {
		int end = start;
		while (end < text.length && text[end] != '\n') {
			end++;
		}
		return Math.min(end + 1, text.length);
	}

	private static byte[] replace(byte[] text, int start, int end, byte[] piece) {
		byte[] replaced = Arrays.copyOf(text, text.length - (end - start) + piece.length);
		System.arraycopy(piece, 0, replaced, start, piece.length);
		System.arraycopy(text, end, replaced, start + piece.length, text.length - end);
		return replaced;
	}

}
