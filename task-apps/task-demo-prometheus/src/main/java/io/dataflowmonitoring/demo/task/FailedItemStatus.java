package io.dataflowmonitoring.demo.task;

import java.util.Set;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;

import org.springframework.stereotype.Component;

/**
 * Gives the metrics of a failed item the label {@code status="FAILURE"} that Spring Batch
 * 6.0 leaves out. Prometheus wants the same labels on all series of a name, so Micrometer
 * would refuse them.
 */
@Component
final class FailedItemStatus implements ObservationFilter {

	private static final Set<String> ITEM_OBSERVATIONS = Set.of("spring.batch.item.read", "spring.batch.item.process");

	@Override
	public Observation.Context map(Observation.Context context) {
		String status = context.getName() + ".status";
		if (ITEM_OBSERVATIONS.contains(context.getName()) && context.getLowCardinalityKeyValue(status) == null) {
			context.addLowCardinalityKeyValue(KeyValue.of(status, "FAILURE"));
		}
		return context;
	}

}
