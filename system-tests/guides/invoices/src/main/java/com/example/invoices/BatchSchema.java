package com.example.invoices;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.batch.jdbc.autoconfigure.BatchDataSourceScriptDatabaseInitializer;
import org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcProperties;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Creates what is missing of Spring Batch's tables and sequences, with the prefix of
 * {@code spring.batch.jdbc.table-prefix} instead of always {@code BATCH_}. A Data Flow
 * server hands on a prefix of its own ({@code BOOT3_BATCH_}) whose tables it has made for
 * Spring Batch 5: Spring Batch 6 lacks one sequence there.
 */
@Component
final class BatchSchema extends BatchDataSourceScriptDatabaseInitializer {

	private static final String DEFAULT_PREFIX = "BATCH_";

	private final @Nullable String prefix;

	BatchSchema(DataSource dataSource, BatchJdbcProperties properties) {
		super(dataSource, properties);
		this.prefix = properties.getTablePrefix();
	}

	@Override
	protected void runScripts(Scripts scripts) {
		if (this.prefix == null || this.prefix.equals(DEFAULT_PREFIX)) {
			super.runScripts(scripts);
			return;
		}
		List<Resource> prefixed = new ArrayList<>();
		for (Resource script : scripts) {
			prefixed.add(prefixed(script, this.prefix));
		}
		super.runScripts(new Scripts(prefixed).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(scripts.getEncoding()));
	}

	/** Constraints too: their names are unique per schema in H2 and PostgreSQL. */
	private static Resource prefixed(Resource script, String prefix) {
		try {
			String sql = script.getContentAsString(StandardCharsets.UTF_8)
				.replace(DEFAULT_PREFIX, prefix)
				.replace("constraint ", "constraint " + prefix);
			return new ByteArrayResource(sql.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
