package io.dataflowmonitoring.proxy.exposition;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.exposition.CheckedExposition.CheckedSample;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * An app that says the same in either format: some of a few families, with samples made
 * up at random. Apps agree about the families' types, and two of them may give the same
 * series.
 */
final class RandomApp {

	private static final Map<String, String> TYPES = Map.of("requests", "counter", "busy_seconds", "counter",
			"queue_size", "gauge", "latency_seconds", "histogram", "pause_seconds", "summary", "build", "info", "state",
			"stateset", "odd", "unknown", "plain", "");

	private static final String[] VALUES = { "0", "1", "-1.5", "2.", ".5", "1e-9", "1.7976931348623157E308", "NaN",
			"+Inf", "-inf" };

	private static final String[] TEXTS = { "a", "", "}", "{", " ", "# EOF", ",", "=", "\\\\", "\\n", "\u00e9",
			"\u20ac", "\ud83d\ude00", "\t", "\r" };

	private final Random random;

	private final String instance;

	private final List<MadeFamily> families = new ArrayList<>();

	RandomApp(Random random, int instances) {
		this.random = random;
		this.instance = String.valueOf(random.nextInt(instances));
		List<String> names = new ArrayList<>(TYPES.keySet());
		Collections.sort(names);
		if (random.nextInt(4) == 0) {
			// Not part of the text format.
			names.add("depth");
		}
		Collections.shuffle(names, random);
		for (String name : names.subList(0, 1 + random.nextInt(names.size()))) {
			this.families.add(family(name, TYPES.getOrDefault(name, "gaugehistogram")));
		}
	}

	/**
	 * Returns one of the formats.
	 */
	ExpositionFormat format() {
		return this.random.nextBoolean() ? ExpositionFormat.OPENMETRICS_1_0_0 : ExpositionFormat.TEXT_0_0_4;
	}

	String write(ExpositionFormat format) {
		StringBuilder out = new StringBuilder();
		for (MadeFamily family : families(format)) {
			if (format == ExpositionFormat.OPENMETRICS_1_0_0) {
				openMetrics(family, out);
			}
			else {
				text(family, out);
			}
		}
		return (format == ExpositionFormat.OPENMETRICS_1_0_0) ? out + "# EOF\n" : out.toString();
	}

	/**
	 * Returns the samples that are expected where the app uses one format and Prometheus
	 * another one.
	 */
	Map<String, CheckedSample> samples(ExpositionFormat from, ExpositionFormat to) {
		Map<String, CheckedSample> samples = new TreeMap<>();
		for (MadeFamily family : families(from)) {
			for (MadeSample sample : family.samples()) {
				if (from == to || !sample.name().endsWith("_created")) {
					boolean exemplar = from == to && to == ExpositionFormat.OPENMETRICS_1_0_0
							&& (sample.name().endsWith("_total") || sample.name().endsWith("_bucket"));
					samples.put(sample.name() + sample.labels(), new CheckedSample(sample.value(),
							sample.milliseconds(), exemplar ? sample.exemplar() : ""));
				}
			}
		}
		return samples;
	}

	private List<MadeFamily> families(ExpositionFormat format) {
		return this.families.stream()
			.filter((family) -> format == ExpositionFormat.OPENMETRICS_1_0_0 || !family.type().equals("gaugehistogram"))
			.toList();
	}

	private MadeFamily family(String name, String type) {
		List<MadeSample> samples = new ArrayList<>();
		int metrics = 1 + this.random.nextInt(3);
		for (int metric = 0; metric < metrics; metric++) {
			Map<String, String> labels = new TreeMap<>(
					Map.of("instance", this.instance, "metric", String.valueOf(metric)));
			if (this.random.nextInt(8) == 0) {
				labels.remove("instance");
			}
			if (this.random.nextInt(8) == 0) {
				labels.put("application", this.random.nextBoolean() ? "a" : "b");
			}
			if (this.random.nextInt(4) == 0) {
				labels.put("text", text(this.random.nextInt(5)) + "x");
			}
			switch (type) {
				case "counter" -> add(samples, labels, name, "_total");
				case "info" -> add(samples, labels, name, "_info");
				case "histogram" -> {
					add(samples, with(labels, "le", "1.0"), name, "_bucket");
					add(samples, with(labels, "le", "+Inf"), name, "_bucket");
					add(samples, labels, name, "_count", "_sum");
				}
				case "gaugehistogram" -> {
					add(samples, with(labels, "le", "+Inf"), name, "_bucket");
					add(samples, labels, name, "_gcount", "_gsum");
				}
				case "summary" -> {
					add(samples, with(labels, "quantile", "0.5"), name, "");
					add(samples, labels, name, "_count", "_sum");
				}
				case "stateset" -> add(samples, with(labels, name, "on"), name, "");
				default -> add(samples, labels, name, "");
			}
			if (List.of("counter", "histogram", "summary").contains(type) && this.random.nextInt(3) == 0) {
				add(samples, labels, name, "_created");
			}
		}
		String help = (this.random.nextInt(3) == 0) ? text(3) + ((this.random.nextInt(3) == 0) ? "\"" : "") : null;
		return new MadeFamily(name, type, help, samples);
	}

	private void add(List<MadeSample> samples, Map<String, String> labels, String name, String... suffixes) {
		for (String suffix : suffixes) {
			Long milliseconds = (this.random.nextInt(5) == 0) ? (Long) (this.random.nextLong() >>> 20) : null;
			String exemplar = "";
			if (this.random.nextInt(5) == 0) {
				exemplar = " # {" + (this.random.nextBoolean() ? "trace_id=\"" + text(2) + "\"" : "") + "} " + value()
						+ (this.random.nextBoolean() ? " 1700000000.5" : "");
			}
			samples.add(new MadeSample(name + suffix, labels, value(), milliseconds, exemplar));
		}
	}

	private void openMetrics(MadeFamily family, StringBuilder out) {
		List<String> headers = new ArrayList<>();
		if (!family.type().isEmpty()) {
			headers.add("# TYPE " + family.name() + " " + family.type() + "\n");
		}
		if (family.name().endsWith("_seconds")) {
			headers.add("# UNIT " + family.name() + " seconds\n");
		}
		if (family.help() != null) {
			headers.add("# HELP " + family.name() + " " + family.help().replace("\"", "\\\"") + "\n");
		}
		Collections.shuffle(headers, this.random);
		headers.forEach(out::append);
		for (MadeSample sample : family.samples()) {
			out.append(sample.name()).append('{').append(labels(sample, false)).append("} ").append(sample.value());
			if (sample.milliseconds() != null) {
				out.append(' ').append(BigDecimal.valueOf(sample.milliseconds(), 3).toPlainString());
			}
			out.append(sample.exemplar()).append('\n');
		}
	}

	private void text(MadeFamily family, StringBuilder out) {
		String type = switch (family.type()) {
			case "unknown" -> "untyped";
			case "info", "stateset" -> "gauge";
			default -> family.type();
		};
		String name = family.name()
				+ (family.type().equals("counter") ? "_total" : family.type().equals("info") ? "_info" : "");
		if (family.help() != null) {
			out.append("# HELP ").append(name).append(' ').append(family.help()).append('\n');
		}
		if (!type.isEmpty()) {
			out.append("#").append(blanks(1)).append("TYPE ").append(blanks(0)).append(name).append(' ').append(type);
			out.append('\n');
		}
		family.samples().stream().filter((sample) -> !sample.name().endsWith("_created")).forEach((sample) -> {
			text(sample, out);
			if (this.random.nextInt(20) == 0) {
				out.append(this.random.nextBoolean() ? "\n" : "# a comment\n");
			}
		});
		List<MadeSample> created = family.samples()
			.stream()
			.filter((sample) -> sample.name().endsWith("_created"))
			.toList();
		if (!created.isEmpty()) {
			out.append("# TYPE ").append(family.name()).append("_created gauge\n");
			created.forEach((sample) -> text(sample, out));
		}
	}

	private void text(MadeSample sample, StringBuilder out) {
		out.append(blanks(0)).append(sample.name()).append(blanks(0)).append('{').append(labels(sample, true));
		out.append('}').append(blanks(1)).append(sample.value());
		if (sample.milliseconds() != null) {
			out.append(blanks(1)).append(sample.milliseconds());
		}
		out.append('\n');
	}

	private String labels(MadeSample sample, boolean loose) {
		List<String> labels = new ArrayList<>();
		sample.labels()
			.forEach((name, value) -> labels
				.add(loose ? name + blanks(0) + "=" + blanks(0) + "\"" + value + "\"" : name + "=\"" + value + "\""));
		if (this.random.nextInt(10) == 0) {
			labels.add("empty=\"\"");
		}
		Collections.shuffle(labels, this.random);
		String all = String.join(loose ? blanks(0) + "," + blanks(0) : ",", labels);
		return (loose && this.random.nextInt(10) == 0) ? all + "," + blanks(0) : all;
	}

	private String blanks(int least) {
		if (this.random.nextInt(10) > 0) {
			return " ".repeat(least);
		}
		return (this.random.nextBoolean() ? " " : "\t").repeat(least + this.random.nextInt(2));
	}

	private String value() {
		return VALUES[this.random.nextInt(VALUES.length)];
	}

	private String text(int length) {
		StringBuilder text = new StringBuilder("x");
		for (int i = 0; i < length; i++) {
			text.append(TEXTS[this.random.nextInt(TEXTS.length)]);
		}
		return text.toString();
	}

	private static Map<String, String> with(Map<String, String> labels, String name, String value) {
		Map<String, String> more = new TreeMap<>(labels);
		more.put(name, value);
		return more;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "app %s of %d families", this.instance, this.families.size());
	}

	private record MadeFamily(String name, String type, @Nullable String help, List<MadeSample> samples) {
	}

	private record MadeSample(String name, Map<String, String> labels, String value, @Nullable Long milliseconds,
			String exemplar) {
	}

}
