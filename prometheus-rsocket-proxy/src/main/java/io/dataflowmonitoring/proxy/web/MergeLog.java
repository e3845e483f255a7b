package io.dataflowmonitoring.proxy.web;

import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.dataflowmonitoring.proxy.exposition.MergeReport;
import io.dataflowmonitoring.proxy.exposition.MergeReport.DuplicateSeries;
import io.dataflowmonitoring.proxy.exposition.MergeReport.RejectedFamily;

/**
 * Logs what merging left out: each thing once, not at every scrape.
 */
final class MergeLog {

	private static final int MAX_REMEMBERED = 10_000;

	private static final Logger logger = LoggerFactory.getLogger(MergeLog.class);

	private final Map<Object, Boolean> logged = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
			return size() > MAX_REMEMBERED;
		}

	};

	synchronized void log(MergeReport report) {
		for (RejectedFamily rejected : report.rejectedFamilies()) {
			if (isNew(rejected)) {
				logger.warn("""
						The family {} ({}) of app {} is left out: it cannot stand beside {} ({}) of app {}. \
						Make the apps agree on the meter's type, or rename one of the meters.""", rejected.family(),
						rejected.type(), rejected.app(), rejected.keptFamily(), rejected.keptType(),
						rejected.keptApp());
			}
		}
		for (DuplicateSeries duplicate : report.duplicates()) {
			if (isNew(new DuplicateSeries(duplicate.app(), duplicate.keptApp(), ""))) {
				logger.warn("""
						Samples of app {} are left out, of {} among others: app {} gave the same series. \
						Give each app a label of its own, such as instance.""", duplicate.app(), duplicate.metric(),
						duplicate.keptApp());
			}
		}
	}

	private boolean isNew(Object entry) {
		return this.logged.put(entry, Boolean.TRUE) == null;
	}

}
