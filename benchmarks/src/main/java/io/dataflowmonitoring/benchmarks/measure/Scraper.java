package io.dataflowmonitoring.benchmarks.measure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Scrapes a proxy on this machine as Prometheus does, but hardly looks at what comes: a
 * measurement is to show what the proxy costs, and what counts here costs the proxy its
 * processor.
 */
public final class Scraper {

	private final int port;

	private final Duration timeout;

	private final byte[] buffer = new byte[1 << 18];

	private int next;

	private int end;

	/**
	 * Creates a scraper.
	 * @param port the proxy's port for Prometheus
	 * @param timeout when the scraper gives up, as it tells the proxy
	 */
	public Scraper(int port, Duration timeout) {
		this.port = port;
		this.timeout = timeout;
	}

	/**
	 * Scrapes and reads all of the answer.
	 * @param gzip whether the answer may be compressed
	 * @param counted whether to count samples, which costs time
	 * @return the scrape
	 * @throws IOException if there is no complete answer with status 200 in time
	 */
	public Scrape scrape(boolean gzip, boolean counted) throws IOException {
		SampleCounter counter = new SampleCounter();
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		OutputStream body = OutputStream.nullOutputStream();
		if (counted) {
			body = gzip ? compressed : counter;
		}
		long start = System.nanoTime();
		long bytes = exchange(gzip, body, start + this.timeout.toNanos());
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		if (compressed.size() > 0) {
			try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray()), 1 << 16)) {
				text.transferTo(counter);
			}
		}
		return new Scrape(took, bytes, counter.samples());
	}

	private long exchange(boolean gzip, OutputStream body, long deadline) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port),
					(int) this.timeout.toMillis());
			socket.getOutputStream().write(request(gzip).getBytes(StandardCharsets.US_ASCII));
			this.next = 0;
			this.end = 0;
			return read(socket, body, deadline);
		}
	}

	private String request(boolean gzip) {
		return "GET /metrics/connected HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
				+ "X-Prometheus-Scrape-Timeout-Seconds: " + this.timeout.toMillis() / 1000.0 + "\r\n"
				+ (gzip ? "Accept-Encoding: gzip\r\n\r\n" : "\r\n");
	}

	private long read(Socket socket, OutputStream body, long deadline) throws IOException {
		String status = line(socket, deadline);
		if (!status.startsWith("HTTP/1.1 200")) {
			throw new IOException("The proxy answered " + status);
		}
		long length = -1;
		for (String header = line(socket, deadline); !header.isEmpty(); header = line(socket, deadline)) {
			String lower = header.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Long.parseLong(lower.substring("content-length:".length()).strip());
			}
		}
		if (length >= 0) {
			copy(socket, length, body, deadline);
			return length;
		}
		// Neither proxy does anything but what is left: chunks.
		long bytes = 0;
		long chunk = Long.parseLong(line(socket, deadline), 16);
		while (chunk > 0) {
			copy(socket, chunk, body, deadline);
			line(socket, deadline);
			bytes += chunk;
			chunk = Long.parseLong(line(socket, deadline), 16);
		}
		return bytes;
	}

	private void copy(Socket socket, long length, OutputStream body, long deadline) throws IOException {
		long left = length;
		while (left > 0) {
			if (this.next == this.end) {
				fill(socket, deadline);
			}
			int part = (int) Math.min(left, this.end - this.next);
			body.write(this.buffer, this.next, part);
			this.next += part;
			left -= part;
		}
	}

	private String line(Socket socket, long deadline) throws IOException {
		StringBuilder line = new StringBuilder();
		while (true) {
			if (this.next == this.end) {
				fill(socket, deadline);
			}
			char character = (char) this.buffer[this.next++];
			if (character == '\n') {
				return line.toString();
			}
			if (character != '\r') {
				line.append(character);
			}
		}
	}

	private void fill(Socket socket, long deadline) throws IOException {
		long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
		if (left <= 0) {
			throw new IOException("No complete answer within " + this.timeout.toMillis() + " ms");
		}
		socket.setSoTimeout((int) left);
		int count = socket.getInputStream().read(this.buffer);
		if (count < 0) {
			throw new EOFException("The proxy broke off");
		}
		this.next = 0;
		this.end = count;
	}

}
