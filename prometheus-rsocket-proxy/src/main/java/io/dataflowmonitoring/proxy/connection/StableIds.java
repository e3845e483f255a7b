package io.dataflowmonitoring.proxy.connection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

import io.dataflowmonitoring.proxy.exposition.AppIdentity;

/**
 * Ids that depend on nothing but who the app is, so that links to an app go on working
 * when it connects anew, or to another proxy.
 */
final class StableIds {

	/**
	 * Enough for no two of a million apps to have the same one.
	 */
	private static final int BYTES = 8;

	private StableIds() {
	}

	static String of(AppIdentity identity) {
		MessageDigest digest = sha256();
		new TreeMap<>(identity.labels()).forEach((name, value) -> {
			update(digest, name);
			update(digest, value);
		});
		return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
	}

	/**
	 * Values have no control characters in them, so zero parts them.
	 */
	private static void update(MessageDigest digest, String text) {
		digest.update(text.getBytes(StandardCharsets.UTF_8));
		digest.update((byte) 0);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
