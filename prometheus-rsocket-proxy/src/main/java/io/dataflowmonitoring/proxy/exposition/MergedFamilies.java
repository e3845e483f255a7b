package io.dataflowmonitoring.proxy.exposition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.exposition.MergeReport.RejectedFamily;
import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * Brings the families of all apps together, so that each name belongs to one family of
 * the merged exposition only. Families are compared by the names that they have in text
 * format 0.0.4, whatever the format that apps use. Where they contradict each other, what
 * most apps say counts, so that an app that is wrong costs its own samples and nobody
 * else's, whenever it has connected. Among as many, the first app is right.
 */
final class MergedFamilies {

	/**
	 * How often the families are laid out again because more apps turned out to
	 * contradict one than to agree with it. One time settles all but contrived cases.
	 */
	private static final int MAX_RECOUNTS = 4;

	private final ExpositionFormat format;

	private final List<MergedFamily> families = new ArrayList<>();

	/** The names that the families' samples have or may have. */
	private final Map<MetricName, MergedFamily> familiesByName = new HashMap<>();

	private final List<RejectedFamily> rejected = new ArrayList<>();

	/** For each family how many apps contradict it, by what they say instead. */
	private final Map<MergedFamily, Map<Claim, Integer>> contradictions = new HashMap<>();

	/**
	 * Lays out a merged exposition.
	 * @param sources where as many contradict each other, the first one wins
	 * @param format the format that will be written
	 */
	MergedFamilies(List<Source> sources, ExpositionFormat format) {
		this.format = format;
		List<Part> parts = new ArrayList<>();
		for (Source source : sources) {
			for (Family family : source.exposition().families()) {
				if (family.sampleCount() > 0) {
					parts.addAll(Part.of(source, family, format));
				}
			}
		}
		parts.forEach(this::add);
		Set<Claim> outvoted = new HashSet<>();
		for (int i = 0; i < MAX_RECOUNTS && outvoted.addAll(outvoted()); i++) {
			layOutAgain(parts, outvoted);
		}
		if (format == ExpositionFormat.OPENMETRICS_1_0_0) {
			nameForOpenMetrics();
		}
	}

	/**
	 * Returns the families, in the order of their first appearance.
	 */
	List<MergedFamily> families() {
		return this.families;
	}

	/**
	 * Returns what was left out since it contradicts other apps' families.
	 */
	List<RejectedFamily> rejected() {
		return this.rejected;
	}

	/**
	 * Lets the names go to those that were there later, but are more.
	 */
	private void layOutAgain(List<Part> parts, Set<Claim> outvoted) {
		this.families.clear();
		this.familiesByName.clear();
		this.rejected.clear();
		this.contradictions.clear();
		parts.stream().filter((part) -> !outvoted.contains(Claim.of(part))).forEach(this::add);
		parts.stream().filter((part) -> outvoted.contains(Claim.of(part))).forEach(this::add);
	}

	private Set<Claim> outvoted() {
		Set<Claim> outvoted = new HashSet<>();
		this.contradictions.forEach((family, claims) -> {
			if (Collections.max(claims.values()) > family.parts().size()) {
				family.parts().forEach((part) -> outvoted.add(Claim.of(part)));
			}
		});
		return outvoted;
	}

	private void add(Part part) {
		MergedFamily merged = this.familiesByName.get(part.name());
		boolean isNew = (merged == null);
		if (merged == null) {
			merged = new MergedFamily(part.name());
		}
		else if (!merged.name().equals(part.name()) || !merged.isCompatibleWith(part)) {
			reject(part, merged);
			return;
		}
		if (isNew || merged.isWidenedBy(part)) {
			List<MetricName> names = sampleNames(part);
			MergedFamily other = otherOwner(names, merged);
			if (other != null) {
				reject(part, other);
				return;
			}
			for (MetricName name : names) {
				this.familiesByName.put(name, merged);
			}
		}
		if (isNew) {
			this.families.add(merged);
		}
		merged.add(part);
	}

	private @Nullable MergedFamily otherOwner(List<MetricName> names, MergedFamily owner) {
		for (MetricName name : names) {
			MergedFamily other = this.familiesByName.get(name);
			if (other != null && other != owner) {
				return other;
			}
		}
		return null;
	}

	private List<MetricName> sampleNames(Part part) {
		List<MetricName> names = new ArrayList<>();
		names.add(part.name());
		MetricType type = part.type();
		if (type != null && type != MetricType.COUNTER && type != MetricType.INFO) {
			for (byte[] suffix : type.suffixes(this.format)) {
				names.add(part.name().plus(suffix));
			}
		}
		if (part.reservesCreated()) {
			names.add(part.name().plus(MetricType.CREATED_SUFFIX));
		}
		return names;
	}

	/**
	 * Gives counters and infos the names that they have in OpenMetrics. Where such a name
	 * is some other family's, or a counter's samples have no suffix that could be taken
	 * off, the type gives way, not the samples. Only creation times that have a family of
	 * their own, as in text format 0.0.4, are left out: their name is reserved for
	 * samples of the family that they are about.
	 */
	private void nameForOpenMetrics() {
		Map<MetricName, MergedFamily> createdNames = new HashMap<>();
		for (MergedFamily family : this.families) {
			MetricType type = family.type();
			if (type == MetricType.HISTOGRAM || type == MetricType.SUMMARY) {
				createdNames.put(family.name().plus(MetricType.CREATED_SUFFIX), family);
			}
		}
		Set<MetricName> headerNames = new HashSet<>();
		for (MergedFamily family : this.families) {
			if (family.type() == MetricType.COUNTER) {
				MetricName name = shortName(family, MetricType.TOTAL_SUFFIX, createdNames.keySet(), headerNames);
				MetricName createdName = (name != null) ? name.plus(MetricType.CREATED_SUFFIX) : null;
				if (name == null || createdName == null || headerNames.contains(createdName)) {
					family.type(MetricType.UNTYPED);
				}
				else {
					headerNames.add(name);
					family.headerName(name);
					createdNames.put(createdName, family);
				}
			}
			else if (family.type() == MetricType.INFO) {
				MetricName name = shortName(family, MetricType.INFO_SUFFIX, createdNames.keySet(), headerNames);
				if (name == null) {
					family.type(MetricType.GAUGE);
				}
				else {
					headerNames.add(name);
					family.headerName(name);
				}
			}
		}
		for (Iterator<MergedFamily> all = this.families.iterator(); all.hasNext();) {
			MergedFamily family = all.next();
			MergedFamily owner = createdNames.get(family.name());
			if (owner != null) {
				all.remove();
				if (family.type() == MetricType.HISTOGRAM || family.type() == MetricType.SUMMARY) {
					family.parts().forEach((part) -> reject(part, owner));
				}
			}
		}
	}

	private @Nullable MetricName shortName(MergedFamily family, byte[] suffix, Set<MetricName> createdNames,
			Set<MetricName> headerNames) {
		if (!family.name().endsWith(suffix)) {
			return null;
		}
		MetricName name = family.name().minus(suffix);
		boolean isTaken = this.familiesByName.containsKey(name) || createdNames.contains(name)
				|| headerNames.contains(name);
		return isTaken ? null : name;
	}

	private void reject(Part part, MergedFamily kept) {
		Part first = kept.parts().get(0);
		this.rejected.add(new RejectedFamily(part.source().app(), part.family().name().toString(),
				MergedFamily.describe(part.family().type()), first.source().app(), first.family().name().toString(),
				MergedFamily.describe(kept.type())));
		this.contradictions.computeIfAbsent(kept, (family) -> new HashMap<>()).merge(Claim.of(part), 1, Integer::sum);
	}

	/**
	 * What an app says a name is.
	 */
	private record Claim(MetricName name, @Nullable MetricType type) {

		static Claim of(Part part) {
			return new Claim(part.name(), part.type());
		}

	}

}
