package io.dataflowmonitoring.systemtests.influxdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands in for InfluxDB 2.x, which is not to be had from Debian: it answers every
 * request as that answers a write, and keeps what was asked of it. It stores nothing and
 * does not parse the line protocol.
 */
final class InfluxDb2StandIn implements AutoCloseable {

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final HttpServer server;

	InfluxDb2StandIn() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI(),
				Objects.toString(exchange.getRequestHeaders().getFirst("Authorization")), body(exchange)));
		exchange.sendResponseHeaders(204, -1);
		exchange.close();
	}

	private static List<String> body(HttpExchange exchange) {
		boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
		try (InputStream in = compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	List<Request> requests() {
		return this.requests;
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	record Request(String method, URI uri, String authorization, List<String> lines) {

	}

}
