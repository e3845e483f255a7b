package io.dataflowmonitoring.proxy.connection;

import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;

/**
 * Serves each new connection with the certificate of the moment. Connections that are
 * open stay as they are.
 */
final class ReloadableSslContext extends SslContext {

	private volatile SslContext current;

	ReloadableSslContext(SslContext current) {
		this.current = current;
	}

	void replace(SslContext replacement) {
		this.current = replacement;
	}

	@Override
	public boolean isClient() {
		return this.current.isClient();
	}

	@Override
	public List<String> cipherSuites() {
		return this.current.cipherSuites();
	}

	@Override
	@SuppressWarnings("deprecation") // abstract, so that it has to be here
	public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
		return this.current.applicationProtocolNegotiator();
	}

	@Override
	public SSLEngine newEngine(ByteBufAllocator allocator) {
		return this.current.newEngine(allocator);
	}

	@Override
	public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
		return this.current.newEngine(allocator, peerHost, peerPort);
	}

	@Override
	public SSLSessionContext sessionContext() {
		return this.current.sessionContext();
	}

}
