package io.dataflowmonitoring.proxy;

import java.time.Duration;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.scrape.Scraper;
import io.dataflowmonitoring.proxy.status.StatusReader;
import io.dataflowmonitoring.proxy.web.LimitUsage;
import io.dataflowmonitoring.wire.ProxyKeys;

/**
 * What happens with time, whether anybody scrapes or not.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class Housekeeping implements SchedulingConfigurer {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Duration STATUS_INTERVAL = Duration.ofSeconds(5);

	private static final Duration DISK_CHECK_INTERVAL = Duration.ofSeconds(5);

	/** More than the time between two scrapes nearly everywhere. */
	private static final Duration MEMORY_INTERVAL = Duration.ofMinutes(3);

	private final ProxyProperties properties;

	private final ProxyKeys keys;

	private final AppRegistry registry;

	private final FinalPushes pushes;

	private final Scraper scraper;

	private final LimitUsage limitUsage;

	private final StatusReader status;

	Housekeeping(ProxyProperties properties, ProxyKeys keys, AppRegistry registry, FinalPushes pushes, Scraper scraper,
			LimitUsage limitUsage, StatusReader status) {
		this.properties = properties;
		this.keys = keys;
		this.registry = registry;
		this.pushes = pushes;
		this.scraper = scraper;
		this.limitUsage = limitUsage;
		this.status = status;
	}

	@Override
	public void configureTasks(ScheduledTaskRegistrar tasks) {
		tasks.addFixedDelayTask(this.pushes::expire, INTERVAL);
		tasks.addFixedDelayTask(this.pushes::checkDisk, DISK_CHECK_INTERVAL);
		tasks.addFixedDelayTask(this.registry::forgetLost, INTERVAL);
		tasks.addFixedDelayTask(this.scraper::forgetGone, INTERVAL);
		tasks.addFixedDelayTask(this.scraper::forgetUnused, MEMORY_INTERVAL);
		tasks.addFixedDelayTask(this.limitUsage::check, INTERVAL);
		tasks.addFixedDelayTask(this.status::housekeep, STATUS_INTERVAL);
		// The first pair is fresh.
		Duration rotation = this.properties.keyRotation();
		tasks.addFixedDelayTask(new FixedDelayTask(this.keys::rotate, rotation, rotation));
	}

}
