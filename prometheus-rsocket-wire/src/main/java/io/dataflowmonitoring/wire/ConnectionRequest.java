package io.dataflowmonitoring.wire;

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * An app that wants to connect.
 *
 * @param remoteAddress where it connects from; null if the transport does not know it
 * @param protocol what it asks to speak
 * @param description who it says that it is, which nobody has proved
 * @param credentials what it shows to be let in; null if nothing
 */
public record ConnectionRequest(@Nullable SocketAddress remoteAddress, Protocol protocol, AppDescription description,
		@Nullable AppCredentials credentials) {
}
