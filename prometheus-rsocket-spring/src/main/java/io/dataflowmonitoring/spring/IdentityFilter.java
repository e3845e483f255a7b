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
 * one of those that say that nobody knows. Spring Cloud Task has such tags of its own:
 * for the parent of a task that has none, for one.
 */
final class IdentityFilter implements MeterFilter {

	private static final String TASK_TAGS = "spring.cloud.task.";

	private final List<Tag> identity;

	private final Set<Tag> unknown;

	IdentityFilter(List<Tag> identity, List<Tag> unknown) {
		this.identity = List.copyOf(identity);
		this.unknown = new HashSet<>(unknown);
	}

	@Override
	public Meter.Id map(Meter.Id id) {
		List<Tag> known = id.getTags().stream().filter(this::isKnown).toList();
		return id.replaceTags(Tags.concat(this.identity, known));
	}

	private boolean isKnown(Tag tag) {
		return !this.unknown.contains(tag)
				&& !(tag.getKey().startsWith(TASK_TAGS) && IdentityTags.UNKNOWN.equals(tag.getValue()));
	}

}
