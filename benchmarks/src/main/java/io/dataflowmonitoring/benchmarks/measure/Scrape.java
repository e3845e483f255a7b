package io.dataflowmonitoring.benchmarks.measure;

import java.time.Duration;

/**
 * One scrape.
 *
 * @param took from the request to the last byte of the answer
 * @param bytes the length of the answer's body, as it travelled
 * @param samples how many samples it has; 0 if nobody counted
 */
public record Scrape(Duration took, long bytes, long samples) {

	/** Both together, begun at the same time. */
	Scrape with(Scrape other) {
		Duration longer = (this.took.compareTo(other.took) > 0) ? this.took : other.took;
		return new Scrape(longer, this.bytes + other.bytes, this.samples + other.samples);
	}

}
