package io.dataflowmonitoring.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The streams that the fleet plays, with apps that are named like those that come with
 * Data Flow.
 */
final class Streams {

	private static final List<Plan> PLANS = List.of(new Plan("shop-orders", 24, "http", "enrich", "filter", "jdbc"),
			new Plan("payments", 9, "jms", "fraud-check", "mongodb"),
			new Plan("telemetry", 60, "mqtt", "transform", "aggregator", "s3"),
			new Plan("clicks", 36, "http", "splitter", "elasticsearch"),
			new Plan("invoices", 3, "sftp", "transform", "jdbc"));

	private Streams() {
	}

	/**
	 * Divides a number of instances among the apps of all streams: one for each first,
	 * then a second one for each, and so on.
	 * @param count how many instances
	 * @return the instances; those of one app share its messages
	 */
	static List<AppInstance> instances(int count) {
		int apps = PLANS.stream().mapToInt((plan) -> plan.apps().size()).sum();
		List<AppInstance> instances = new ArrayList<>();
		for (int index = 0; instances.size() < count; index++) {
			for (Plan plan : PLANS) {
				for (int position = 0; position < plan.apps().size() && instances.size() < count; position++) {
					int rest = count - (instances.size() - index * apps);
					int siblings = (rest + apps - 1) / apps;
					instances.add(plan.instance(position, index, siblings));
				}
			}
		}
		return instances;
	}

	/**
	 * One stream.
	 *
	 * @param name its name
	 * @param messagesPerSecond how many messages come in, on average
	 * @param apps the names of its apps, in the direction of the messages
	 */
	private record Plan(String name, double messagesPerSecond, List<String> apps) {

		Plan(String name, double messagesPerSecond, String... apps) {
			this(name, messagesPerSecond, List.of(apps));
		}

		AppInstance instance(int position, int index, int siblings) {
			boolean first = position == 0;
			boolean last = position == this.apps.size() - 1;
			return new AppInstance(this.name, this.apps.get(position), first ? "source" : last ? "sink" : "processor",
					index, this.messagesPerSecond / siblings,
					first ? Optional.empty() : Optional.of(topic(this.apps.get(position - 1))),
					last ? Optional.empty() : Optional.of(topic(this.apps.get(position))));
		}

		/** As Data Flow names them. */
		private String topic(String writer) {
			return this.name + "." + writer;
		}

	}

}
