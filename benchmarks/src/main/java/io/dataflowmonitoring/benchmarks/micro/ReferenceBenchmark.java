package io.dataflowmonitoring.benchmarks.micro;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xerial.snappy.Snappy;

/**
 * What cannot be had for less: the steps that libraries do, and a mere copy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Fleet.APPS * Fleet.SAMPLES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReferenceBenchmark {

	private static final String CIPHER = "AES/GCM/NoPadding";

	private static final SecretKeySpec KEY = new SecretKeySpec(new byte[16], "AES");

	private static final GCMParameterSpec NONCE = new GCMParameterSpec(128, new byte[12]);

	private final byte[][] texts = Fleet.expositions();

	private final byte[][] compressed = new byte[Fleet.APPS][];

	private final byte[][] sealed = new byte[Fleet.APPS][];

	private final byte[] out = new byte[1 << 20];

	/**
	 * Prepares what the steps undo.
	 * @throws IOException never
	 * @throws GeneralSecurityException never
	 */
	@Setup
	public void prepare() throws IOException, GeneralSecurityException {
		for (int i = 0; i < Fleet.APPS; i++) {
			this.compressed[i] = Snappy.compress(this.texts[i]);
			this.sealed[i] = crypt(Cipher.ENCRYPT_MODE, this.compressed[i]);
		}
	}

	/**
	 * Copies each app's metrics.
	 * @return the last copy
	 */
	@Benchmark
	public byte[] copy() {
		for (byte[] text : this.texts) {
			System.arraycopy(text, 0, this.out, 0, text.length);
		}
		return this.out;
	}

	/**
	 * Deciphers each app's answer.
	 * @return the last one
	 * @throws GeneralSecurityException never
	 */
	@Benchmark
	public byte[] decipher() throws GeneralSecurityException {
		byte[] last = this.out;
		for (byte[] answer : this.sealed) {
			last = crypt(Cipher.DECRYPT_MODE, answer);
		}
		return last;
	}

	/**
	 * Decompresses each app's answer.
	 * @return the last one
	 * @throws IOException never
	 */
	@Benchmark
	public byte[] decompress() throws IOException {
		byte[] last = this.out;
		for (byte[] answer : this.compressed) {
			last = Snappy.uncompress(answer);
		}
		return last;
	}

	/**
	 * Compresses as gzip does, as little as it can.
	 * @return the number of bytes
	 */
	@Benchmark
	public long deflateLevel1() {
		return deflate(1);
	}

	/**
	 * Compresses as gzip does by default.
	 * @return the number of bytes
	 */
	@Benchmark
	public long deflateLevel6() {
		return deflate(6);
	}

	private long deflate(int level) {
		Deflater deflater = new Deflater(level, true);
		long bytes = 0;
		for (byte[] text : this.texts) {
			deflater.setInput(text);
			while (!deflater.needsInput()) {
				bytes += deflater.deflate(this.out);
			}
		}
		deflater.end();
		return bytes;
	}

	private static byte[] crypt(int mode, byte[] text) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance(CIPHER);
		cipher.init(mode, KEY, NONCE);
		return cipher.doFinal(text);
	}

}
