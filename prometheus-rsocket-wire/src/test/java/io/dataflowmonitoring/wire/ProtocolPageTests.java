package io.dataflowmonitoring.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsocket.frame.ErrorFrameCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about the protocol says what the code does.
 */
class ProtocolPageTests {

	private static final String START = "<!-- example -->";

	private final String page = read();

	@Test
	void theExampleIsWhatTheCodeSends() throws Exception {
		assertThat(shown()).isEqualTo(example());
	}

	@Test
	void everyFailureIsOnThePage() {
		for (WireFailure failure : WireFailure.values()) {
			assertThat(this.page).contains("| `" + failure.label() + "` |");
		}
		for (AdmissionFailure failure : AdmissionFailure.values()) {
			assertThat(this.page).contains("| `" + failure.label() + "` |");
		}
	}

	@Test
	void everyCodeIsOnThePage() {
		for (MessageType type : MessageType.values()) {
			assertThat(this.page).contains("| " + type.code() + " | `" + type + "` |");
		}
		for (ExpositionFormat format : ExpositionFormat.values()) {
			assertThat(this.page).contains("| " + format.code() + " | `" + format.contentType() + "` |");
		}
		assertThat(this.page).contains("| `0x301` |");
		assertThat(ErrorFrameCodec.MIN_USER_ALLOWED_ERROR_CODE).isEqualTo(0x301);
		assertThat(this.page).contains(Setup.ENTRY_MIME_TYPE).contains(Setup.METADATA_MIME_TYPE);
	}

	private static Map<String, String> example() throws IOException {
		Map<String, byte[]> bytes = new LinkedHashMap<>();
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put("application", "sink");
		labels.put("instance", "10.0.0.1:8080");
		AppSettings settings = new AppSettings(new AppDescription(labels), new AppCredentials.Bearer("t0ken"),
				EnumSet.of(ExpositionFormat.TEXT_0_0_4, ExpositionFormat.OPENMETRICS_1_0_0), false);
		byte[] entry = Setup.entry(settings);
		bytes.put("SETUP metadata", Envelope.bytes(Setup.toPayload(settings, entry).metadata()));
		Hello hello = new Hello(true, true, List.of(ExpositionFormat.values()), 16_777_216, 16_777_216);
		byte[] key = { (byte) 0xde, (byte) 0xad };
		bytes.put("hello", hello.encode());
		byte[] transcript = SessionSecret.transcript(entry, hello.encode(), key);
		bytes.put("transcript", transcript);
		byte[] secretBytes = new byte[32];
		for (int i = 0; i < secretBytes.length; i++) {
			secretBytes[i] = (byte) i;
		}
		SessionSecret secret = new SessionSecret(secretBytes);
		bytes.put("key app to proxy", secret.key(transcript, SessionSecret.APP_TO_PROXY).getEncoded());
		bytes.put("key proxy to app", secret.key(transcript, SessionSecret.PROXY_TO_APP).getEncoded());
		Session proxy = secret.proxySession(transcript);
		Session app = secret.appSession(transcript);
		byte[] request = Formats.request(List.of(ExpositionFormat.OPENMETRICS_1_0_0, ExpositionFormat.TEXT_0_0_4));
		put(bytes, "PULL", request, proxy.seal(MessageType.PULL, 0, request));
		byte[] text = "# EOF\n".getBytes(StandardCharsets.UTF_8);
		byte[] body = ExpositionBody.encode(new WireExposition(text, ExpositionFormat.OPENMETRICS_1_0_0), hello);
		put(bytes, "ANSWER", body, app.seal(MessageType.ANSWER, 1, body));
		put(bytes, "PUSH", body, app.seal(MessageType.PUSH, 0, body));
		put(bytes, "ACKNOWLEDGEMENT", new byte[0], proxy.seal(MessageType.ACKNOWLEDGEMENT, 2, new byte[0]));
		Map<String, String> example = new LinkedHashMap<>();
		bytes.forEach((name, value) -> example.put(name, HexFormat.of().formatHex(value)));
		return example;
	}

	private static void put(Map<String, byte[]> bytes, String name, byte[] body, Message message) {
		if (body.length > 0) {
			bytes.put(name + " body", body);
		}
		bytes.put(name + " metadata", Message.header(message.type(), message.counter(), message.replyTo()));
		bytes.put(name + " data", message.sealed());
	}

	/**
	 * Reads the example off the page: names, each followed by a colon and bytes in
	 * hexadecimal digits, over any number of lines.
	 */
	private Map<String, String> shown() {
		int start = this.page.indexOf("```", this.page.indexOf(START)) + 3;
		String block = this.page.substring(start, this.page.indexOf("```", start)).substring("text".length());
		Map<String, String> shown = new LinkedHashMap<>();
		String name = "";
		for (String line : block.strip().lines().toList()) {
			int colon = line.indexOf(':');
			if (colon >= 0) {
				name = line.substring(0, colon);
			}
			shown.merge(name, line.substring(colon + 1).replace(" ", ""), String::concat);
		}
		return shown;
	}

	private static String read() {
		try {
			return Files.readString(Path.of("../docs/protocol.md"));
		}
		catch (IOException ex) {
			throw new IllegalStateException("Run this in the folder of its module", ex);
		}
	}

}
