-- Runs at each start, on H2, PostgreSQL and MariaDB alike.
CREATE TABLE IF NOT EXISTS order_totals (
	job_instance_id BIGINT NOT NULL,
	run VARCHAR(200) NOT NULL,
	region VARCHAR(32) NOT NULL,
	orders BIGINT NOT NULL,
	quantity BIGINT NOT NULL,
	amount DECIMAL(19, 2) NOT NULL,
	PRIMARY KEY (job_instance_id, run, region)
);
