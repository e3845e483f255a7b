package io.dataflowmonitoring.demo.task;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Adds a chunk to the totals of its regions, with one statement per region.
 */
class OrderTotalsWriter implements ItemWriter<PricedOrder> {

	private final OrderTotals totals;

	private final Run run;

	OrderTotalsWriter(OrderTotals totals, Run run) {
		this.totals = totals;
		this.run = run;
	}

	@Override
	public void write(Chunk<? extends PricedOrder> chunk) {
		Map<String, RegionTotal> byRegion = new TreeMap<>();
		for (PricedOrder order : chunk) {
			byRegion.merge(order.region(), RegionTotal.of(order), RegionTotal::plus);
		}
		for (RegionTotal total : byRegion.values()) {
			this.totals.add(this.run, total);
		}
	}

}
