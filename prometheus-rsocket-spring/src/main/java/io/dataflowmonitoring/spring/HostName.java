package io.dataflowmonitoring.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.core.env.PropertyResolver;
import org.springframework.util.StringUtils;

/**
 * The name of this host, from sources that answer at once.
 * {@link InetAddress#getLocalHost()} is none of them: it asks a name server, and where
 * that is slow or away the app's start would wait for seconds.
 */
final class HostName {

	/**
	 * The longest name that DNS allows (RFC 1035, section 2.3.4).
	 */
	private static final int MAX_LENGTH = 255;

	private final Path kernelFile;

	HostName() {
		this(Path.of("/proc/sys/kernel/hostname"));
	}

	HostName(Path kernelFile) {
		this.kernelFile = kernelFile;
	}

	/**
	 * Finds the name.
	 * @param environment has the environment variables; container platforms set
	 * {@code HOSTNAME}, Windows sets {@code COMPUTERNAME}
	 * @return the host's name, or else its address
	 */
	String find(PropertyResolver environment) {
		String name = environment.getProperty("HOSTNAME");
		if (!StringUtils.hasText(name)) {
			name = environment.getProperty("COMPUTERNAME");
		}
		if (!StringUtils.hasText(name)) {
			name = kernelName();
		}
		if (!StringUtils.hasText(name)) {
			name = address();
		}
		return name.substring(0, Math.min(name.length(), MAX_LENGTH));
	}

	private String kernelName() {
		try {
			return Files.readString(this.kernelFile).strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String address() {
		try {
			return NetworkInterface.networkInterfaces()
				.flatMap(NetworkInterface::inetAddresses)
				.filter((address) -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
				.map(InetAddress::getHostAddress)
				.findFirst()
				.orElse("localhost");
		}
		catch (SocketException ex) {
			return "localhost";
		}
	}

}
