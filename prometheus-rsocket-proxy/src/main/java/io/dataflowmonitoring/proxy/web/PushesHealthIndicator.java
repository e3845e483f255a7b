package io.dataflowmonitoring.proxy.web;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.dataflowmonitoring.proxy.push.FinalPushes;

/**
 * Says whether final pushes can be stored. It is no part of readiness: while the disk is
 * full, apps can still be scraped.
 */
public final class PushesHealthIndicator implements HealthIndicator {

	private final FinalPushes pushes;

	/**
	 * Creates an indicator.
	 * @param pushes the final pushes
	 */
	public PushesHealthIndicator(FinalPushes pushes) {
		this.pushes = pushes;
	}

	@Override
	public Health health() {
		String problem = this.pushes.diskProblem();
		Health.Builder health = (problem != null) ? Health.down().withDetail("problem", problem) : Health.up();
		return health.withDetail("kept", this.pushes.keptCount()).withDetail("bytes", this.pushes.keptBytes()).build();
	}

}
