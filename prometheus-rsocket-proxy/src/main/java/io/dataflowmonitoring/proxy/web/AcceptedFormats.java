package io.dataflowmonitoring.proxy.web;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import io.dataflowmonitoring.wire.ExpositionFormat;

/**
 * The formats that whoever scrapes can read, as the {@code Accept} header says (RFC 9110,
 * section 12.5.1). OpenMetrics and protobuf have to be asked for by name; who says
 * nothing, or nothing that is known here, gets the text format 0.0.4, as from other
 * exporters.
 */
final class AcceptedFormats {

	private static final String OPENMETRICS = "application/openmetrics-text";

	private static final String PROTOBUF = "application/vnd.google.protobuf";

	/**
	 * The formats in which expositions can be merged.
	 */
	static final Set<ExpositionFormat> MERGEABLE = EnumSet.of(ExpositionFormat.TEXT_0_0_4,
			ExpositionFormat.OPENMETRICS_1_0_0);

	private final List<ExpositionFormat> bestFirst;

	private AcceptedFormats(List<ExpositionFormat> bestFirst) {
		this.bestFirst = bestFirst;
	}

	/**
	 * Reads the header of a request.
	 * @param request the request
	 */
	static AcceptedFormats of(ServerRequest request) {
		return of(request.headers().header(HttpHeaders.ACCEPT));
	}

	/**
	 * Begins an answer.
	 * @param format the format of its body
	 * @return an answer that says so, in the exact words that Prometheus knows, and that
	 * others may get another one; no browser is to take what apps say for anything else
	 */
	static ServerResponse.BodyBuilder answerIn(ExpositionFormat format) {
		// Not as a MediaType: what Spring makes of one may be put in other words.
		return ServerResponse.ok()
			.header(HttpHeaders.CONTENT_TYPE, format.contentType())
			.header(PageHeaders.CONTENT_TYPE_OPTIONS, PageHeaders.NO_SNIFFING)
			.varyBy(HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_ENCODING);
	}

	/**
	 * Reads the header.
	 * @param accept the values of the {@code Accept} header; none if there is none
	 */
	static AcceptedFormats of(List<String> accept) {
		Map<ExpositionFormat, Double> qualities = new EnumMap<>(ExpositionFormat.class);
		for (MediaType range : parse(accept)) {
			for (ExpositionFormat format : ExpositionFormat.values()) {
				if (names(range, format)) {
					qualities.merge(format, range.getQualityValue(), Math::max);
				}
			}
		}
		// Nothing is refused: text is the last resort.
		qualities.putIfAbsent(ExpositionFormat.TEXT_0_0_4, 0.0);
		List<ExpositionFormat> bestFirst = qualities.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() > 0 || entry.getKey() == ExpositionFormat.TEXT_0_0_4)
			.sorted(Map.Entry.<ExpositionFormat, Double>comparingByValue()
				.reversed()
				.thenComparing(Map.Entry.comparingByKey(Comparator.comparing(AcceptedFormats::richness).reversed())))
			.map(Map.Entry::getKey)
			.toList();
		return new AcceptedFormats(bestFirst);
	}

	/**
	 * Returns the formats that can be read, the one preferred coming first.
	 */
	List<ExpositionFormat> bestFirst() {
		return this.bestFirst;
	}

	/**
	 * Returns the one preferred of some formats.
	 * @param offered the formats on offer
	 * @return one of them, or text 0.0.4
	 */
	ExpositionFormat bestOf(Set<ExpositionFormat> offered) {
		return this.bestFirst.stream().filter(offered::contains).findFirst().orElse(ExpositionFormat.TEXT_0_0_4);
	}

	private static List<MediaType> parse(List<String> accept) {
		try {
			return MediaType.parseMediaTypes(accept);
		}
		catch (InvalidMediaTypeException ex) {
			return List.of();
		}
	}

	private static boolean names(MediaType range, ExpositionFormat format) {
		String type = (range.getType() + "/" + range.getSubtype()).toLowerCase(Locale.ROOT);
		return switch (format) {
			case TEXT_0_0_4 ->
				range.includes(MediaType.TEXT_PLAIN) && isEither(range.getParameter("version"), null, "0.0.4");
			case OPENMETRICS_1_0_0 ->
				type.equals(OPENMETRICS) && isEither(range.getParameter("version"), null, "1.0.0");
			case PROTOBUF -> type.equals(PROTOBUF)
					&& isEither(range.getParameter("proto"), null, "io.prometheus.client.MetricFamily")
					&& isEither(range.getParameter("encoding"), "delimited", "delimited");
		};
	}

	private static boolean isEither(@Nullable String parameter, @Nullable String one, String other) {
		return Objects.equals(parameter, one) || other.equals(parameter);
	}

	private static int richness(ExpositionFormat format) {
		return switch (format) {
			case TEXT_0_0_4 -> 0;
			case OPENMETRICS_1_0_0 -> 1;
			case PROTOBUF -> 2;
		};
	}

}
