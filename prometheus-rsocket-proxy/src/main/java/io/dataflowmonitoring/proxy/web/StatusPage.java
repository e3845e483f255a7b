package io.dataflowmonitoring.proxy.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.HtmlUtils;

import io.dataflowmonitoring.proxy.status.AppView;
import io.dataflowmonitoring.proxy.status.Problem;
import io.dataflowmonitoring.proxy.status.PushView;
import io.dataflowmonitoring.proxy.status.ScrapeView;
import io.dataflowmonitoring.proxy.status.Status;
import io.dataflowmonitoring.proxy.status.StatusReader;

/**
 * Answers {@code /}: what the proxy is doing, for people. As a page where the browser
 * asks for one, else as text. The page has the text in it too, for browsers without
 * scripts.
 */
public final class StatusPage implements HandlerFunction<ServerResponse> {

	private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");

	private static final String TEXT_PLACE = "<!-- status as text -->";

	/** Whoever has more apps has scripts as well. */
	private static final int MAX_ROWS_WITHOUT_SCRIPTS = 500;

	private static final List<List<String>> PATHS = List.of(
			List.of(ProxyRoutes.CONNECTED, "metrics of all connected apps, and what those that are gone said last"),
			List.of(ProxyRoutes.appPath("{id}"), "metrics of one app"),
			List.of(ProxyRoutes.PROXY, "metrics of the proxy itself"),
			List.of(ProxyRoutes.DISCOVERY, "the apps as targets, for Prometheus's http_sd_configs"),
			List.of(StatusRoutes.STATUS, "this page as JSON"),
			List.of("/actuator/health", "whether the proxy is well"));

	private final StatusReader reader;

	private final String beforeText;

	private final String afterText;

	/**
	 * Creates a page.
	 * @param reader knows what the proxy is doing
	 */
	public StatusPage(StatusReader reader) {
		this.reader = reader;
		String page = StatusFiles.page();
		int place = page.indexOf(TEXT_PLACE);
		this.beforeText = page.substring(0, place);
		this.afterText = page.substring(place + TEXT_PLACE.length());
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		boolean html = request.headers()
			.accept()
			.stream()
			.anyMatch((range) -> range.isConcrete() && range.includes(MediaType.TEXT_HTML));
		Status status = this.reader.status();
		return ServerResponse.ok()
			.headers(PageHeaders::fresh)
			.contentType(html ? HTML : TEXT)
			.varyBy(HttpHeaders.ACCEPT)
			.bodyValue(html ? html(status) : text(status, Integer.MAX_VALUE));
	}

	private String html(Status status) {
		return this.beforeText + HtmlUtils.htmlEscape(text(status, MAX_ROWS_WITHOUT_SCRIPTS)) + this.afterText;
	}

	private static String text(Status status, int maxRows) {
		StringBuilder text = new StringBuilder("Prometheus RSocket proxy\n");
		List<Table> tables = new ArrayList<>();
		tables.add(new Table("Paths", List.of("path", "answers with"), PATHS));
		if (!status.problems().isEmpty()) {
			tables.add(problems(status));
		}
		tables.add(apps("Connected apps", status.apps().stream().filter((app) -> !isLost(app))));
		if (status.apps().stream().anyMatch(StatusPage::isLost)) {
			tables.add(apps("Lost apps", status.apps().stream().filter(StatusPage::isLost)));
		}
		tables.add(pushes(status));
		tables.forEach((table) -> table.write(text, maxRows));
		return text.toString();
	}

	private static boolean isLost(AppView app) {
		return app.state().equals("lost");
	}

	private static Table problems(Status status) {
		return new Table("Problems", List.of("what", "which", "what to do"),
				status.problems().stream().map(StatusPage::row).toList());
	}

	private static List<String> row(Problem problem) {
		String apps = (problem.appCount() > 0) ? problem.appCount() + " of the apps: "
				+ String.join(" ", problem.apps()) + (problem.appCount() > problem.apps().size() ? " …" : "") : "";
		return List.of(problem.title(), oneLine((apps + " " + problem.detail()).strip()), problem.action());
	}

	private static Table apps(String title, Stream<AppView> apps) {
		List<String> columns = List.of("app", "who it is", "transport", "protocol", "last pull", "took", "samples",
				"bytes", "result");
		return new Table(title, columns, apps.map(StatusPage::row).toList());
	}

	private static List<String> row(AppView app) {
		ScrapeView last = app.lastScrape();
		String who = labels(app.identity());
		if (last == null) {
			String result = app.state().equals("ending") ? "has made its final push" : "";
			return List.of(app.id(), who, app.transport(), app.protocol(), "not yet", "", "", "", result);
		}
		String samples = (last.samples() != null) ? "" + last.samples() : "passed on unread";
		return List.of(app.id(), who, app.transport(), app.protocol(), seconds(last.time()),
				Math.round(last.durationSeconds() * 1_000) + " ms", samples, "" + last.sizeBytes(), last.result());
	}

	private static Table pushes(Status status) {
		List<String> columns = List.of("app", "who it is", "arrived", "samples", "bytes", "kept until");
		return new Table("Final pushes", columns,
				status.finalPushes().stream().map((push) -> row(push, status.time())).toList());
	}

	private static List<String> row(PushView push, Instant now) {
		Duration left = Duration.between(now, push.keptUntil());
		String until = !left.isNegative() && !left.isZero() ? "in " + left.toSeconds() + " s" : "a scrape has it";
		return List.of(push.app(), labels(push.identity()), seconds(push.arrivedAt()), "" + push.samples(),
				"" + push.sizeBytes(), until);
	}

	private static String labels(Map<String, String> identity) {
		return identity.isEmpty() ? ""
				: identity.entrySet()
					.stream()
					.map((label) -> label.getKey() + "=\""
							+ label.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
					.collect(Collectors.joining(",", "{", "}"));
	}

	private static String seconds(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	private static String oneLine(String text) {
		return text.replaceAll("\\p{Cntrl}+", " ");
	}

	/**
	 * Some rows that belong together.
	 *
	 * @param title what they are
	 * @param columns the names of the columns
	 * @param rows a cell for each column
	 */
	private record Table(String title, List<String> columns, List<List<String>> rows) {

		void write(StringBuilder text, int maxRows) {
			text.append('\n').append(this.title).append(" (").append(this.rows.size()).append(")\n");
			List<List<String>> written = Stream.concat(Stream.of(this.columns), this.rows.stream().limit(maxRows))
				.toList();
			int[] widths = new int[this.columns.size()];
			written.forEach((row) -> {
				for (int i = 0; i < widths.length; i++) {
					widths[i] = Math.max(widths[i], row.get(i).length());
				}
			});
			for (List<String> row : written) {
				StringBuilder line = new StringBuilder();
				for (int i = 0; i < widths.length; i++) {
					line.append("  ").append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
				}
				text.append(line.toString().stripTrailing()).append('\n');
			}
			if (this.rows.size() > maxRows) {
				text.append("  … and ").append(this.rows.size() - maxRows).append(" more\n");
			}
		}

	}

}
