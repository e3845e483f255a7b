package io.dataflowmonitoring.proxy.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.discovery.Target.State;
import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.KeptPush;

/**
 * The apps as targets of Prometheus.
 */
public final class Targets {

	private final AppRegistry registry;

	private final FinalPushes pushes;

	/**
	 * Creates the list, which is always up to date.
	 * @param registry knows the apps that are connected
	 * @param pushes knows those that have said their last
	 */
	public Targets(AppRegistry registry, FinalPushes pushes) {
		this.registry = registry;
		this.pushes = pushes;
	}

	/**
	 * Lists the targets of this moment.
	 * @return one target for each app, the live ones coming first, in the order in which
	 * they connected
	 */
	public List<Target> list() {
		List<KeptPush> kept = this.pushes.kept();
		Set<String> pushed = kept.stream().map(KeptPush::app).collect(Collectors.toSet());
		List<Target> targets = new ArrayList<>();
		Set<String> ids = new HashSet<>();
		Set<AppIdentity> identities = new HashSet<>();
		for (App app : this.registry.connected()) {
			if (!app.hasPushed() || !pushed.contains(app.id())) {
				targets.add(new Target(app.id(), app.identity(), State.LIVE, app.protocol()));
				ids.add(app.id());
				if (app.identity().isUnique()) {
					identities.add(app.identity());
				}
			}
		}
		for (KeptPush push : kept) {
			// An app that is back is one target, not two.
			if (!identities.contains(push.identity()) && ids.add(push.app())) {
				targets.add(new Target(push.app(), push.identity(), State.PUSHED, null));
			}
		}
		return targets;
	}

}
