package io.dataflowmonitoring.proxy.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what there is to see as JSON: names as the records have them, times in ISO 8601,
 * and nothing for what is not known.
 */
public final class StatusJson {

	private final JsonMapper mapper = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	/**
	 * Writes a value.
	 * @param value a record of this package
	 * @return its JSON on one line, in UTF-8
	 */
	public byte[] write(Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

}
