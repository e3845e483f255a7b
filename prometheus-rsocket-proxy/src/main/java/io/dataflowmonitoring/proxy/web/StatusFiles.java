package io.dataflowmonitoring.proxy.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import reactor.core.publisher.Mono;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Answers {@code /status/files/{name}}: the scripts, the style and the icon of the status
 * page. They are read once and are few, so a name is looked up among them and is never a
 * path.
 */
public final class StatusFiles implements HandlerFunction<ServerResponse> {

	static final String NAME = "name";

	private static final String FOLDER = "status/";

	private static final Map<String, MediaType> TYPES = Map.of("js",
			MediaType.parseMediaType("text/javascript;charset=utf-8"), "css",
			MediaType.parseMediaType("text/css;charset=utf-8"), "svg", MediaType.parseMediaType("image/svg+xml"));

	private final Map<String, StatusFile> files = new HashMap<>();

	/**
	 * Reads the files.
	 * @throws UncheckedIOException if that fails
	 */
	public StatusFiles() {
		try {
			for (String extension : TYPES.keySet()) {
				for (Resource file : new PathMatchingResourcePatternResolver()
					.getResources("classpath:" + FOLDER + "*." + extension)) {
					byte[] content = file.getContentAsByteArray();
					this.files.put("" + file.getFilename(), new StatusFile(content, hash(content), type(extension)));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The files of the status page cannot be read", ex);
		}
	}

	@Override
	public Mono<ServerResponse> handle(ServerRequest request) {
		StatusFile file = this.files.get(request.pathVariable(NAME));
		if (file == null) {
			return ServerResponse.notFound().headers(PageHeaders::fresh).build();
		}
		return request.checkNotModified(file.hash())
			.switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
				.headers(PageHeaders::revalidated)
				.eTag(file.hash())
				.contentType(file.type())
				.bodyValue(file.content())));
	}

	/**
	 * Reads the page itself, which is filled in for each answer.
	 */
	static String page() {
		try {
			return new PathMatchingResourcePatternResolver().getResource("classpath:" + FOLDER + "page.html")
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The status page cannot be read", ex);
		}
	}

	private static MediaType type(String extension) {
		return TYPES.getOrDefault(extension, MediaType.APPLICATION_OCTET_STREAM);
	}

	private static String hash(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * One file.
	 *
	 * @param content what is in it; not to be changed
	 * @param hash tells it from what it was before
	 * @param type what it is
	 */
	@SuppressWarnings("ArrayRecordComponent") // Never compared
	private record StatusFile(byte[] content, String hash, MediaType type) {
	}

}
