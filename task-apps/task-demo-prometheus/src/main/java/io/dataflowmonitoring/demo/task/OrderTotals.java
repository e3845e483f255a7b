package io.dataflowmonitoring.demo.task;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code order_totals}: a row for each run and region, so that a restart adds
 * to what the failed execution has committed.
 */
final class OrderTotals {

	private static final String ADD = """
			UPDATE order_totals SET orders = orders + :orders, quantity = quantity + :quantity, amount = amount + :amount
			WHERE job_instance_id = :jobInstanceId AND run = :run AND region = :region""";

	private static final String INSERT = """
			INSERT INTO order_totals (job_instance_id, run, region, orders, quantity, amount)
			VALUES (:jobInstanceId, :run, :region, :orders, :quantity, :amount)""";

	private static final String FIND = """
			SELECT region, orders, quantity, amount FROM order_totals
			WHERE job_instance_id = :jobInstanceId AND run = :run ORDER BY region""";

	private final JdbcClient jdbc;

	OrderTotals(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Adds to the total of a region. Only for use within a transaction.
	 */
	void add(Run run, RegionTotal total) {
		if (update(ADD, run, total) == 0) {
			update(INSERT, run, total);
		}
	}

	private int update(String sql, Run run, RegionTotal total) {
		return statement(sql, run).param("region", total.region())
			.param("orders", total.orders())
			.param("quantity", total.quantity())
			.param("amount", total.amount())
			.update();
	}

	/**
	 * Returns the totals of a run, sorted by region.
	 */
	List<RegionTotal> find(Run run) {
		return statement(FIND, run).query(RegionTotal.class).list();
	}

	private JdbcClient.StatementSpec statement(String sql, Run run) {
		return this.jdbc.sql(sql).param("jobInstanceId", run.jobInstanceId()).param("run", run.arguments());
	}

}
