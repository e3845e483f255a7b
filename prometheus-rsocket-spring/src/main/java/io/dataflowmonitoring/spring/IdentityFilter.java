package io.dataflowmonitoring.spring;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Puts the identity on every meter. A tag that the meter has already stays, unless it is
 * one of those that say that nobody knows.
 */
final class IdentityFilter implements MeterFilter {

	private final List<Tag> identity;

	private final Set<Tag> unknown;

	IdentityFilter(List<Tag> identity, List<Tag> unknown) {
		this.identity = List.copyOf(identity);
		this.unknown = new HashSet<>(unknown);
	}

	@Override
	public Meter.Id map(Meter.Id id) {
		List<Tag> known = id.getTags().stream().filter((tag) -> !this.unknown.contains(tag)).toList();
		return id.replaceTags(Tags.concat(this.identity, known));
	}

}
