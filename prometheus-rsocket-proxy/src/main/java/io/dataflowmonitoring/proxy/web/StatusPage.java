package io.dataflowmonitoring.proxy.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.HtmlUtils;

import io.dataflowmonitoring.proxy.connection.App;
import io.dataflowmonitoring.proxy.connection.AppRegistry;
import io.dataflowmonitoring.proxy.push.FinalPushes;
import io.dataflowmonitoring.proxy.push.KeptPush;
import io.dataflowmonitoring.proxy.scrape.AppStatus;
import io.dataflowmonitoring.proxy.scrape.PullResult;
import io.dataflowmonitoring.proxy.scrape.Scraper;

/**
 * Answers {@code /}: what the proxy is doing, for people. As text, or as a page where the
 * browser asks for one.
 */
public final class StatusPage implements HandlerFunction<ServerResponse> {

	private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");

	private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");

	private static final List<List<String>> PATHS = List.of(
			List.of("/metrics/connected", "metrics of all connected apps, and what those that are gone said last"),
			List.of("/metrics/apps/{id}", "metrics of one app"),
			List.of("/metrics/proxy", "metrics of the proxy itself"),
			List.of("/discovery", "the apps as targets, for Prometheus's http_sd_configs"),
			List.of("/actuator/health", "whether the proxy is well"));

	private final AppRegistry registry;

	private final Scraper scraper;

	private final FinalPushes pushes;

	private final Duration retention;

	private final Clock clock;

	/**
	 * Creates a page.
	 * @param registry knows the apps
	 * @param scraper knows how they were pulled last
	 * @param pushes keeps what apps said last
	 * @param retention how long that is kept
	 * @param clock tells what remains of it
	 */
	public StatusPage(AppRegistry registry, Scraper scraper, FinalPushes pushes, Duration retention, Clock clock) {
		this.registry = registry;
		this.scraper = scraper;
		this.pushes = pushes;
		this.retention = retention;
		this.clock = clock;
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		boolean html = request.headers()
			.accept()
			.stream()
			.anyMatch((range) -> range.isConcrete() && range.includes(MediaType.TEXT_HTML));
		List<Table> tables = List.of(new Table("Paths", List.of("path", "answers with"), PATHS), apps(), kept());
		return ServerResponse.ok()
			.contentType(html ? HTML : TEXT)
			.varyBy(HttpHeaders.ACCEPT)
			.header(HttpHeaders.CACHE_CONTROL, "no-store")
			// The page has no scripts, and whatever an app is called, it gets none.
			.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
			.bodyValue(html ? html(tables) : text(tables));
	}

	private Table apps() {
		List<String> columns = List.of("app", "who it is", "transport", "protocol", "last pull", "took", "samples",
				"bytes", "result");
		return new Table("Connected apps", columns, this.registry.connected().stream().map(this::row).toList());
	}

	private List<String> row(App app) {
		AppStatus status = this.scraper.status(app);
		String who = app.identity().toString();
		String transport = app.transport().label();
		String protocol = app.protocol().label();
		if (status == null) {
			String result = app.hasPushed() ? "has made its final push" : "";
			return List.of(app.id(), who, transport, protocol, "not yet", "", "", "", result);
		}
		String samples = status.samples().isPresent() ? "" + status.samples().getAsInt() : "passed on unread";
		return List.of(app.id(), who, transport, protocol, seconds(status.time()), status.took().toMillis() + " ms",
				samples, "" + status.bytes(), status.reason().equals(PullResult.NONE) ? "ok" : status.reason());
	}

	private Table kept() {
		List<String> columns = List.of("app", "who it is", "arrived", "samples", "bytes", "kept until");
		return new Table("Final pushes", columns, this.pushes.kept().stream().map(this::row).toList());
	}

	private List<String> row(KeptPush push) {
		Duration left = Duration.between(this.clock.instant(), push.time().plus(this.retention));
		String until = !left.isNegative() && !left.isZero() ? "in " + left.toSeconds() + " s" : "a scrape has it";
		return List.of(push.app(), push.identity().toString(), seconds(push.time()),
				"" + push.exposition().sampleCount(), "" + push.exposition().length(), until);
	}

	private static String seconds(Instant time) {
		return time.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	private static String text(List<Table> tables) {
		StringBuilder text = new StringBuilder("Prometheus RSocket proxy\n");
		for (Table table : tables) {
			text.append('\n').append(table.title()).append(" (").append(table.rows().size()).append(")\n");
			int[] widths = new int[table.columns().size()];
			table.all().forEach((row) -> {
				for (int i = 0; i < widths.length; i++) {
					widths[i] = Math.max(widths[i], row.get(i).length());
				}
			});
			for (List<String> row : table.all()) {
				StringBuilder line = new StringBuilder();
				for (int i = 0; i < widths.length; i++) {
					line.append("  ").append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
				}
				text.append(line.toString().stripTrailing()).append('\n');
			}
		}
		return text.toString();
	}

	private static String html(List<Table> tables) {
		StringBuilder page = new StringBuilder("""
				<!DOCTYPE html>
				<html lang="en">
				<head>
				<meta charset="utf-8">
				<title>Prometheus RSocket proxy</title>
				<style>
				body { font-family: sans-serif; margin: 2em }
				table { border-collapse: collapse }
				th, td { text-align: left; padding: 0.2em 1em 0.2em 0; border-bottom: thin solid silver }
				</style>
				</head>
				<body>
				<h1>Prometheus RSocket proxy</h1>
				""");
		for (Table table : tables) {
			page.append("<h2>")
				.append(table.title())
				.append(" (")
				.append(table.rows().size())
				.append(")</h2>\n<table>\n");
			row(page, "th", table.columns());
			table.rows().forEach((row) -> row(page, "td", row));
			page.append("</table>\n");
		}
		return page.append("</body>\n</html>\n").toString();
	}

	private static void row(StringBuilder page, String element, List<String> cells) {
		page.append("<tr>");
		for (String cell : cells) {
			page.append('<').append(element).append('>');
			page.append(HtmlUtils.htmlEscape(cell));
			page.append("</").append(element).append('>');
		}
		page.append("</tr>\n");
	}

	/**
	 * What is shown.
	 *
	 * @param title what it is
	 * @param columns the names of the columns
	 * @param rows a cell for each column
	 */
	private record Table(String title, List<String> columns, List<List<String>> rows) {

		List<List<String>> all() {
			return Stream.concat(Stream.of(this.columns), this.rows.stream()).toList();
		}

	}

}
