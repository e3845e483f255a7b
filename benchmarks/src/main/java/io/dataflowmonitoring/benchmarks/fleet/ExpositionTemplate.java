package io.dataflowmonitoring.benchmarks.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the apps of a fleet say, in text format 0.0.4: the families of a real stream app
 * (a scrape of a source on Kafka) with the labels that the starter gives it in Spring
 * Cloud Data Flow. All apps share the bytes but for their number, so that ten thousand
 * apps need no memory for ten thousand expositions.
 */
public final class ExpositionTemplate {

	/** Stands where an app's number goes; as long as each of them. */
	public static final String NUMBER = "@@@@@";

	private static final String SCRAPE = "/scrapes/stream-source.prom";

	private static final Pattern LABEL = Pattern.compile("(\\w+)=(\"(?:[^\"\\\\]|\\\\.)*\")");

	/** Of every so many samples one changes, if they are to change. */
	private static final int CHANGING = 3;

	private static final byte[] NUMBER_BYTES = NUMBER.getBytes(StandardCharsets.US_ASCII);

	private final byte[] text;

	/** Where the app's number goes. */
	private final int[] numbers;

	/** Start and end, in turn, of the values that may change. */
	private final int[] values;

	private ExpositionTemplate(String text) {
		this.text = text.getBytes(StandardCharsets.UTF_8);
		this.numbers = numbers(this.text);
		this.values = values(this.text);
	}

	/**
	 * Makes a template.
	 * @param samples how many samples each app shall have: fewer families than the real
	 * app has, or more series in each
	 * @return the template
	 */
	public static ExpositionTemplate of(int samples) {
		List<List<String>> families = families();
		int real = families.stream().mapToInt((family) -> samples(family).size()).sum();
		StringBuilder text = new StringBuilder();
		int rest = samples % real;
		for (List<String> family : families) {
			List<String> lines = samples(family);
			int more = Math.min(rest, lines.size());
			rest -= more;
			List<String> written = new ArrayList<>();
			for (int series = 0; series < samples / real; series++) {
				for (String line : lines) {
					written.add(relabelled(line, series));
				}
			}
			for (String line : lines.subList(0, more)) {
				written.add(relabelled(line, samples / real));
			}
			if (!written.isEmpty()) {
				family.stream().filter((line) -> line.startsWith("#")).forEach((line) -> append(text, line));
				written.forEach((line) -> append(text, line));
			}
		}
		return new ExpositionTemplate(text.toString());
	}

	/**
	 * Returns who an app is.
	 * @param app the app's number, up to 99,999
	 * @return the labels that all of its samples have
	 */
	public static Map<String, String> identity(int app) {
		Map<String, String> labels = new LinkedHashMap<>();
		identity().forEach((name, value) -> labels.put(name,
				value.replace(NUMBER, new String(digits(app), StandardCharsets.US_ASCII))));
		return labels;
	}

	/**
	 * Returns the text with {@value #NUMBER} in all places of the app's number.
	 * @return the text
	 */
	public String text() {
		return new String(this.text, StandardCharsets.UTF_8);
	}

	/**
	 * Writes an app's exposition; the same each time.
	 * @param app the app's number, up to 99,999
	 * @return the exposition, in UTF-8
	 */
	public byte[] fill(int app) {
		byte[] filled = this.text.clone();
		byte[] digits = digits(app);
		for (int number : this.numbers) {
			System.arraycopy(digits, 0, filled, number, digits.length);
		}
		return filled;
	}

	/**
	 * Writes an app's exposition, of which a third of the values is new, and now and then
	 * longer.
	 * @param app the app's number, up to 99,999
	 * @param scrape the number of the scrape
	 * @return the exposition, in UTF-8
	 */
	public byte[] fill(int app, long scrape) {
		byte[] filled = fill(app);
		byte[] changed = new byte[filled.length + this.values.length / 2 * Long.BYTES * 3];
		int end = 0;
		int copied = 0;
		for (int i = 0; i < this.values.length; i += 2 * CHANGING) {
			int length = this.values[i] - copied;
			System.arraycopy(filled, copied, changed, end, length);
			byte[] value = (Long.toString(scrape * (i + 1)) + ".0").getBytes(StandardCharsets.US_ASCII);
			System.arraycopy(value, 0, changed, end + length, value.length);
			end += length + value.length;
			copied = this.values[i + 1];
		}
		System.arraycopy(filled, copied, changed, end, filled.length - copied);
		return Arrays.copyOf(changed, end + filled.length - copied);
	}

	private static Map<String, String> identity() {
		Map<String, String> labels = new TreeMap<>();
		labels.put("application_guid", "orders-" + NUMBER);
		labels.put("application_name", "source");
		labels.put("application_type", "source");
		labels.put("instance", NUMBER + ":8080");
		labels.put("instance_index", "0");
		labels.put("stream_name", "orders");
		return labels;
	}

	/** The families of the real app: each its comments and its samples. */
	private static List<List<String>> families() {
		List<List<String>> families = new ArrayList<>();
		boolean afterSample = true;
		for (String line : scrape().lines().toList()) {
			boolean comment = line.startsWith("#");
			if (comment && afterSample) {
				families.add(new ArrayList<>());
			}
			afterSample = !comment;
			families.get(families.size() - 1).add(line);
		}
		return families;
	}

	private static String scrape() {
		try (InputStream in = ExpositionTemplate.class.getResourceAsStream(SCRAPE)) {
			if (in == null) {
				throw new IllegalStateException(SCRAPE + " is not on the class path");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> samples(List<String> family) {
		return family.stream().filter((line) -> !line.startsWith("#")).toList();
	}

	/** With the labels in the order of their names, as Micrometer writes them. */
	private static String relabelled(String line, int series) {
		int open = line.indexOf('{');
		int close = line.lastIndexOf('}');
		Map<String, String> labels = new TreeMap<>();
		Matcher label = LABEL.matcher(line.substring(open + 1, close));
		while (label.find()) {
			labels.put(label.group(1), label.group(2));
		}
		labels.remove("application");
		// Long, and on most samples: without them a sample has about 230 bytes, as in the
		// goals.
		labels.remove("spring_id");
		labels.remove("kafka_version");
		identity().forEach((name, value) -> labels.put(name, '"' + value + '"'));
		if (series > 0) {
			labels.put("partition", "\"" + series + '"');
		}
		return labels.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + '=' + entry.getValue())
			.collect(Collectors.joining(",", line.substring(0, open) + '{', line.substring(close)));
	}

	private static void append(StringBuilder text, String line) {
		text.append(line).append('\n');
	}

	private static int[] numbers(byte[] text) {
		int[] numbers = new int[text.length / NUMBER_BYTES.length];
		int count = 0;
		for (int i = 0; i <= text.length - NUMBER_BYTES.length; i++) {
			if (Arrays.equals(text, i, i + NUMBER_BYTES.length, NUMBER_BYTES, 0, NUMBER_BYTES.length)) {
				numbers[count++] = i;
			}
		}
		return Arrays.copyOf(numbers, count);
	}

	private static int[] values(byte[] text) {
		int[] values = new int[text.length];
		int count = 0;
		int lineStart = 0;
		int space = 0;
		for (int i = 0; i < text.length; i++) {
			if (text[i] == ' ') {
				space = i;
			}
			else if (text[i] == '\n') {
				if (text[lineStart] != '#') {
					values[count++] = space + 1;
					values[count++] = i;
				}
				lineStart = i + 1;
			}
		}
		return Arrays.copyOf(values, count);
	}

	private static byte[] digits(int app) {
		byte[] digits = new byte[NUMBER_BYTES.length];
		int rest = app;
		for (int i = digits.length - 1; i >= 0; i--) {
			digits[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		return digits;
	}

}
