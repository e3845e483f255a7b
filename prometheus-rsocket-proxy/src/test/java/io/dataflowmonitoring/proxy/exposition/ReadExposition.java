package io.dataflowmonitoring.proxy.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/**
 * All that reading an exposition has come to, as text: what two ways to read it have to
 * agree on.
 */
final class ReadExposition {

	private ReadExposition() {
	}

	/**
	 * Reads an exposition and describes what comes of it, be it an error.
	 */
	static String describe(Supplier<Exposition> reading, ExpositionLimits limits) {
		Exposition exposition;
		try {
			exposition = reading.get();
		}
		catch (MalformedExpositionException | LimitExceededException ex) {
			return ex.toString();
		}
		return describe(exposition, limits);
	}

	static String describe(Exposition exposition, ExpositionLimits limits) {
		Samples samples = exposition.samples();
		StringBuilder out = new StringBuilder();
		out.append(exposition.format()).append(' ').append(exposition.identity());
		out.append(' ').append(Map.copyOf(exposition.usage(limits))).append('\n');
		for (Family family : exposition.families()) {
			if (family.sampleCount() > 0) {
				describe(family, exposition, out);
			}
		}
		int all = 0;
		for (int sample = 0; sample < samples.size(); sample++) {
			all |= samples.special(sample);
			out.append(samples.start(sample)).append(' ').append(samples.seriesEnd(sample)).append(' ');
			out.append(samples.valueStart(sample)).append(' ').append(samples.end(sample)).append(' ');
			out.append(samples.seriesHash(sample)).append(' ').append(samples.special(sample)).append('\n');
		}
		for (int special = 1; special <= Samples.TRAILING_COMMA; special *= 2) {
			out.append(samples.isAnySpecial(special, 0, samples.size()) == ((all & special) != 0));
		}
		return out.toString();
	}

	private static void describe(Family family, Exposition exposition, StringBuilder out) {
		out.append(family.name()).append(' ').append(family.nameInText()).append(' ').append(family.type());
		out.append(' ').append(family.unit()).append(' ').append(family.format()).append(' ');
		out.append(family.firstSample()).append(' ').append(family.sampleCount()).append(' ');
		out.append(family.hasCreated()).append(' ').append(family.hasUnsuffixed()).append(' ');
		out.append(family.isUnbroken()).append(' ').append(family.isDistinct()).append(' ');
		out.append(family.sharedLabels()).append(' ').append(family.sharedLabelsHash()).append(' ');
		if (family.hasHelp()) {
			int start = family.helpStart(exposition.samples());
			int length = family.helpEnd(exposition.samples()) - start;
			out.append(new String(exposition.text(), start, length, StandardCharsets.UTF_8));
			out.append(family.isHelpEmpty());
		}
		out.append('\n');
	}

}
