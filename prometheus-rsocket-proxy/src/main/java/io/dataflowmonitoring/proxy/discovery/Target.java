package io.dataflowmonitoring.proxy.discovery;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;
import io.dataflowmonitoring.wire.Protocol;

/**
 * One app as a target of Prometheus.
 *
 * @param app the app's id
 * @param identity who the app is, as far as that is known
 * @param state whether the app is there
 * @param protocol what the app speaks; null if it is gone
 */
public record Target(String app, AppIdentity identity, State state, @Nullable Protocol protocol) {

	private static final String INSTANCE = "instance";

	/** Labels that begin so are there for relabelling and dropped after it. */
	private static final String META = "__meta_dataflow_";

	/**
	 * Returns the labels of the target.
	 * @return the labels by name: {@code instance}, which no two targets share, and
	 * {@code __meta_dataflow_*}, which Prometheus drops after relabelling
	 */
	public Map<String, String> labels() {
		Map<String, String> labels = new LinkedHashMap<>();
		// Not the address, which all targets have in common.
		labels.put(INSTANCE, this.identity.labels().getOrDefault(INSTANCE, this.app));
		this.identity.labels().forEach((name, value) -> labels.put(META + name, value));
		labels.put(META + "app_id", this.app);
		if (this.protocol != null) {
			labels.put(META + "protocol", this.protocol.label());
		}
		labels.put(META + "state", this.state.label());
		return labels;
	}

	/**
	 * Whether an app is there.
	 */
	public enum State {

		/**
		 * It is connected and is going to be asked.
		 */
		LIVE,

		/**
		 * It is gone, or about to go, and has said its last, which is kept.
		 */
		PUSHED;

		/**
		 * Returns the value for a label.
		 * @return the label value
		 */
		public String label() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
