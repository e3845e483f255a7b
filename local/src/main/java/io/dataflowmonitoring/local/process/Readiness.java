package io.dataflowmonitoring.local.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Tells whether a child process is ready for use. One look costs at most a second.
 */
public sealed interface Readiness {

	/**
	 * Ready once an HTTP GET is answered with status 200.
	 * @param uri what to get
	 * @return the readiness
	 */
	static Readiness http(URI uri) {
		return new Http(uri);
	}

	/**
	 * Ready once a TCP port of the loopback interface accepts connections.
	 * @param port the port
	 * @return the readiness
	 */
	static Readiness tcp(int port) {
		return new Tcp(port);
	}

	/**
	 * Ready once a line of the log has a match.
	 * @param regex the regular expression, found anywhere in a line
	 * @return the readiness
	 */
	static Readiness logLine(String regex) {
		return new LogLine(Pattern.compile(regex));
	}

	/**
	 * Looks once.
	 * @param process the process to look at
	 * @return {@code true} if it is ready
	 */
	boolean isReached(ChildProcess process);

	/**
	 * HTTP status 200.
	 *
	 * @param uri what to get
	 */
	record Http(URI uri) implements Readiness {

		private static final int TIMEOUT_MILLIS = 1000;

		@Override
		public boolean isReached(ChildProcess process) {
			try {
				HttpURLConnection connection = (HttpURLConnection) this.uri.toURL().openConnection();
				connection.setConnectTimeout(TIMEOUT_MILLIS);
				connection.setReadTimeout(TIMEOUT_MILLIS);
				try {
					return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
				}
				finally {
					connection.disconnect();
				}
			}
			catch (IOException ex) {
				return false;
			}
		}

		@Override
		public String toString() {
			return "HTTP 200 of " + this.uri;
		}

	}

	/**
	 * A TCP connection to the loopback interface.
	 *
	 * @param port the port
	 */
	record Tcp(int port) implements Readiness {

		private static final int TIMEOUT_MILLIS = 1000;

		@Override
		public boolean isReached(ChildProcess process) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), TIMEOUT_MILLIS);
				return true;
			}
			catch (IOException ex) {
				return false;
			}
		}

		@Override
		public String toString() {
			return "TCP port " + this.port + " open";
		}

	}

	/**
	 * A line of the log.
	 *
	 * @param pattern what a line has
	 */
	record LogLine(Pattern pattern) implements Readiness {

		@Override
		public boolean isReached(ChildProcess process) {
			return process.logText().lines().anyMatch((line) -> this.pattern.matcher(line).find());
		}

		@Override
		public String toString() {
			return "log line with " + this.pattern;
		}

	}

}
