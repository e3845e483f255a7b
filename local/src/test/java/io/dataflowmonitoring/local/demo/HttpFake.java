package io.dataflowmonitoring.local.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server that answers as the test says.
 */
final class HttpFake implements AutoCloseable {

	private final HttpServer server;

	HttpFake() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.start();
	}

	/**
	 * Answers a path with status 200 and what the function makes of the decoded query.
	 */
	void answer(String path, UnaryOperator<String> body) {
		this.server.createContext(path, (exchange) -> {
			String query = exchange.getRequestURI().getQuery();
			byte[] bytes = body.apply((query != null) ? query : "").getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, bytes.length);
			exchange.getResponseBody().write(bytes);
			exchange.close();
		});
	}

	URI uri() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	HttpClient client() {
		return HttpClient.newHttpClient();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
