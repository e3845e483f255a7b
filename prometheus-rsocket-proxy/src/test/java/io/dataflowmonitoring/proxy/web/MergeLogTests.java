package io.dataflowmonitoring.proxy.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.proxy.exposition.MergeReport.DuplicateSeries;
import io.dataflowmonitoring.proxy.exposition.MergeReport.RejectedFamily;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class MergeLogTests {

	private final MergeLog log = new MergeLog();

	@Test
	void namesBothAppsOnceAndNotAtEveryScrape(CapturedOutput output) {
		MergeReport report = new MergeReport(0, 0,
				List.of(new RejectedFamily("app-2", "a_total", "gauge", "app-1", "a_total", "counter")), 7,
				List.of(new DuplicateSeries("app-3", "app-1", "b")));
		this.log.log(report);
		this.log.log(report);
		this.log.log(new MergeReport(0, 0, List.of(), 1, List.of(new DuplicateSeries("app-3", "app-1", "c"))));
		assertThat(output.getOut().lines()).hasSize(2);
		assertThat(output).contains("a_total (gauge) of app app-2 is left out", "a_total (counter) of app app-1",
				"app app-3 are left out", "app app-1 gave the same series");
	}

}
