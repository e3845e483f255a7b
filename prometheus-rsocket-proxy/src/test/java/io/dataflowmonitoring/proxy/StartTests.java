package io.dataflowmonitoring.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * How the proxy starts, and how it says that it cannot.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartTests {

	@Test
	void saysWhichPortsAreBound(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start("--server.port=0")) {
			String httpPort = context.getEnvironment().getProperty("local.server.port");
			assertThat(output).containsPattern("Proxy ready: http=" + httpPort + " tcp=\\d+ websocket=\\d+\n");
		}
	}

	@ParameterizedTest
	@CsvSource({ "micrometer.prometheus-proxy.tcp-port, TCP", "micrometer.prometheus-proxy.websocket-port, WebSocket" })
	void aTakenPortForAppsFailsTheStart(String property, String transport, CapturedOutput output) throws IOException {
		try (ServerSocket taken = listen()) {
			assertThatException()
				.isThrownBy(() -> start("--server.port=0", "--" + property + "=" + taken.getLocalPort()));
			assertThat(output).contains("APPLICATION FAILED TO START",
					"The port for apps over " + transport + " cannot be bound: 127.0.0.1:" + taken.getLocalPort(),
					"set " + property + " to a free port");
		}
	}

	@Test
	void aTakenPortForHttpFailsTheStart(CapturedOutput output) throws IOException {
		try (ServerSocket taken = listen()) {
			assertThatException().isThrownBy(() -> start("--server.port=" + taken.getLocalPort()));
			assertThat(output).contains("APPLICATION FAILED TO START",
					"Port " + taken.getLocalPort() + " was already in use");
		}
	}

	@Test
	void aWrongValueFailsTheStart(CapturedOutput output) {
		assertThatException().isThrownBy(() -> start("--server.port=0", "--micrometer.prometheus-proxy.retention=-5s"));
		assertThat(output).contains("APPLICATION FAILED TO START", "micrometer.prometheus-proxy.retention",
				"must be between 1ms and 365d");
	}

	@Test
	void aFolderForPushesThatIsInUseFailsTheStart(CapturedOutput output, @TempDir Path directory) {
		String folder = "--micrometer.prometheus-proxy.push-directory=" + directory;
		try (ConfigurableApplicationContext context = start("--server.port=0", folder)) {
			assertThat(context.isRunning()).isTrue();
			assertThatException().isThrownBy(() -> start("--server.port=0", folder));
		}
		assertThat(output).contains("APPLICATION FAILED TO START", directory + ", is in use by another proxy",
				"Set micrometer.prometheus-proxy.push-directory to a folder");
		start("--server.port=0", folder).close();
	}

	@Test
	void aFolderForPushesThatCannotBeCreatedFailsTheStart(CapturedOutput output, @TempDir Path directory)
			throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		assertThatException()
			.isThrownBy(() -> start("--server.port=0", "--micrometer.prometheus-proxy.push-directory=" + file));
		assertThat(output).contains("APPLICATION FAILED TO START", file + ", cannot be created",
				"Set micrometer.prometheus-proxy.push-directory to a folder");
	}

	private static ServerSocket listen() throws IOException {
		return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
	}

	private static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(ProxyApplication.class);
		application.setDefaultProperties(Map.of("server.address", "127.0.0.1",
				"micrometer.prometheus-proxy.bind-address", "127.0.0.1", "micrometer.prometheus-proxy.tcp-port", "0",
				"micrometer.prometheus-proxy.websocket-port", "0"));
		return application.run(args);
	}

}
