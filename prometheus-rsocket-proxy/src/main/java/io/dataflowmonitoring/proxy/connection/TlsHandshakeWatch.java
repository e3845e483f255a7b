package io.dataflowmonitoring.proxy.connection;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sees how the TLS handshake of one connection ends. If it fails, nothing behind this
 * handler hears of the connection. It stands right behind the one that does the
 * handshake.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty's futures of things that cannot
												// fail
final class TlsHandshakeWatch extends ChannelInboundHandlerAdapter {

	private final TransportType transport;

	private final ConnectionFailures failures;

	TlsHandshakeWatch(TransportType transport, ConnectionFailures failures) {
		this.transport = transport;
		this.failures = failures;
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
			context.fireUserEventTriggered(event);
		}
		else if (handshake.isSuccess()) {
			context.pipeline().remove(this);
			context.fireUserEventTriggered(event);
		}
		else {
			failed(context, handshake.cause());
			context.close();
		}
	}

	/**
	 * Says nothing: what ends a handshake comes as an event, too.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	private void failed(ChannelHandlerContext context, Throwable cause) {
		HandshakeFailure reason = reason(cause);
		if (reason == HandshakeFailure.TLS_CLOSED) {
			this.failures.count(this.transport, reason);
			return;
		}
		this.failures.failed(this.transport, context.channel().remoteAddress(), reason.label(), switch (reason) {
			case NOT_TLS -> "the app does not speak TLS, which this port needs: give it a trust store";
			case TLS_CERTIFICATE_MISSING ->
				"the app has shown no certificate: give it a key store with one that the proxy trusts";
			case TLS_CERTIFICATE_UNTRUSTED ->
				"the app's certificate is not trusted, or no longer valid (" + cause.getMessage() + ")";
			case TLS_ALERT ->
				"the app has ended the TLS handshake, perhaps since it does not trust the proxy's certificate ("
						+ cause.getMessage() + ")";
			case TLS_TIMEOUT -> "the TLS handshake was not done within " + AppServer.TLS_TIMEOUT.toSeconds() + " s";
			default -> "the TLS handshake failed (" + cause.getMessage() + ")";
		});
	}

	private static HandshakeFailure reason(Throwable cause) {
		if (cause instanceof NotSslRecordException) {
			return HandshakeFailure.NOT_TLS;
		}
		if (cause instanceof SslHandshakeTimeoutException) {
			return HandshakeFailure.TLS_TIMEOUT;
		}
		if (has(cause, CertificateException.class) || has(cause, CertPathValidatorException.class)) {
			return HandshakeFailure.TLS_CERTIFICATE_UNTRUSTED;
		}
		if (has(cause, ClosedChannelException.class) || !has(cause, SSLException.class)) {
			return HandshakeFailure.TLS_CLOSED;
		}
		// Java has no type for these.
		String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
		if (message.contains("empty client certificate chain")) {
			return HandshakeFailure.TLS_CERTIFICATE_MISSING;
		}
		if (message.contains("received fatal alert")) {
			return HandshakeFailure.TLS_ALERT;
		}
		return HandshakeFailure.TLS_ERROR;
	}

	private static boolean has(@Nullable Throwable throwable, Class<? extends Throwable> type) {
		for (Throwable each = throwable; each != null; each = each.getCause()) {
			if (type.isInstance(each)) {
				return true;
			}
		}
		return false;
	}

}
