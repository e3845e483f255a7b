package io.dataflowmonitoring.proxy.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The folder for final pushes, each of which is a file. Its name has a part that it keeps
 * and an ending that says how far things are: {@value #TEMPORARY} while it is being
 * written, {@value #KEPT} from then on, {@value #DELIVERED} once a scrape has had it, and
 * {@value #CORRUPT} if it cannot be read. The folder is this proxy's alone as long as it
 * is open.
 */
final class PushDirectory implements AutoCloseable {

	private static final String TEMPORARY = ".tmp";

	private static final String KEPT = ".push";

	private static final String DELIVERED = ".delivered";

	private static final String CORRUPT = ".corrupt";

	private static final String LOCK = "lock";

	private static final String PROBE = "probe";

	/** Enough to see what happened; more would only fill the disk. */
	private static final int MAX_CORRUPT = 10;

	private final Path path;

	private final FileChannel lock;

	private PushDirectory(Path path, FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	/**
	 * Opens the folder, and creates it if it is not there.
	 * @param path the folder
	 * @return the folder, which no other proxy can open now
	 * @throws PushDirectoryException if the folder cannot be used
	 */
	static PushDirectory open(Path path) {
		Path absolute = path.toAbsolutePath().normalize();
		try {
			create(absolute);
			FileChannel channel = FileChannel.open(absolute.resolve(LOCK), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			if (lock(channel) == null) {
				channel.close();
				throw new PushDirectoryException(absolute, "is in use by another proxy.", null);
			}
			return new PushDirectory(absolute, channel);
		}
		catch (FileAlreadyExistsException ex) {
			throw new PushDirectoryException(absolute, "cannot be created: " + ex.getFile() + " is a file.", ex);
		}
		catch (IOException ex) {
			throw new PushDirectoryException(absolute, "cannot be written to: " + ex, ex);
		}
	}

	/**
	 * Creates the folder and those above it, and makes sure that a power failure does not
	 * take them away with what is in them.
	 */
	private static void create(Path path) throws IOException {
		List<Path> changed = new ArrayList<>();
		Path parent = path.getParent();
		for (Path folder = path; parent != null
				&& !Files.exists(folder); folder = parent, parent = folder.getParent()) {
			changed.add(parent);
		}
		Files.createDirectories(path);
		for (Path folder : changed) {
			sync(folder);
		}
	}

	private static @Nullable FileLock lock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			// Another proxy in this very process.
			return null;
		}
	}

	/**
	 * Writes a push to disk. It is not safe before {@link #sync()}.
	 * @param name the part of the file's name that it keeps
	 * @param contents what to write, in pieces
	 * @throws IOException if it cannot be written; then nothing of it is left
	 */
	void write(String name, ByteBuffer... contents) throws IOException {
		Path temporary = file(name, TEMPORARY);
		try {
			try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
					StandardOpenOption.WRITE)) {
				ByteBuffer last = contents[contents.length - 1];
				while (last.hasRemaining()) {
					file.write(contents);
				}
				file.force(true);
			}
			Files.move(temporary, file(name, KEPT), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			try {
				Files.deleteIfExists(temporary);
			}
			catch (IOException another) {
				ex.addSuppressed(another);
			}
			throw ex;
		}
	}

	/**
	 * Makes sure that the names of all files that were written so far are on disk as
	 * well.
	 * @throws IOException if that fails; then a power failure may take them away
	 */
	void sync() throws IOException {
		sync(this.path);
	}

	private static void sync(Path folder) throws IOException {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/**
	 * Takes note that a scrape has had a push. If a power failure takes that note away,
	 * the push is only kept for longer.
	 * @param name the part of the file's name that it keeps
	 * @throws IOException if the file cannot be renamed
	 */
	void markDelivered(String name) throws IOException {
		Files.move(file(name, KEPT), file(name, DELIVERED), StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * Deletes a push, if it is there.
	 * @param name the part of the file's name that it keeps
	 * @throws IOException if it cannot be deleted
	 */
	void delete(String name) throws IOException {
		Files.deleteIfExists(file(name, KEPT));
		Files.deleteIfExists(file(name, DELIVERED));
	}

	/**
	 * Finds out whether a push could be written now, and creates the folder anew if
	 * somebody has deleted it.
	 * @param length how large the push would be, in bytes
	 * @throws IOException if a push could not be written
	 */
	void probe(int length) throws IOException {
		Files.createDirectories(this.path);
		Files.deleteIfExists(file(PROBE, TEMPORARY));
		write(PROBE, ByteBuffer.allocate(length));
		delete(PROBE);
	}

	/**
	 * Lists the pushes of before the start, and tidies up: what was not written to its
	 * end was not acknowledged, so it is deleted; of the corrupt ones, only the latest
	 * are left.
	 * @return the files
	 * @throws IOException if the folder cannot be read or a file cannot be deleted
	 */
	List<StoredPush> list() throws IOException {
		List<StoredPush> pushes = new ArrayList<>();
		List<Path> corrupt = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.path)) {
			for (Path file : files.sorted().toList()) {
				String name = file.getFileName().toString();
				if (name.endsWith(TEMPORARY) || name.equals(PROBE + KEPT)) {
					Files.delete(file);
				}
				else if (name.endsWith(KEPT) || name.endsWith(DELIVERED)) {
					pushes
						.add(new StoredPush(file, name.substring(0, name.lastIndexOf('.')), name.endsWith(DELIVERED)));
				}
				else if (name.endsWith(CORRUPT)) {
					corrupt.add(file);
				}
			}
		}
		for (Path file : corrupt.subList(0, Math.max(0, corrupt.size() - MAX_CORRUPT))) {
			Files.delete(file);
		}
		return pushes;
	}

	/**
	 * Reads a push of before the start.
	 * @param push the file
	 * @param maxBytes how many bytes its exposition can have
	 * @return what it holds
	 * @throws CorruptPushException if it does not hold a push
	 * @throws IOException if it cannot be read
	 */
	PushRecord read(StoredPush push, long maxBytes) throws CorruptPushException, IOException {
		long length = Files.size(push.file());
		if (length > PushRecord.maxLength(maxBytes)) {
			throw new CorruptPushException("with " + length + " bytes it is larger than any push");
		}
		return PushRecord.decode(Files.readAllBytes(push.file()));
	}

	/**
	 * Moves a file aside that cannot be read, for people to look at.
	 * @param push the file
	 * @return where it is now
	 * @throws IOException if it cannot be renamed
	 */
	Path setAside(StoredPush push) throws IOException {
		return Files.move(push.file(), file(push.name(), CORRUPT), StandardCopyOption.ATOMIC_MOVE);
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

	private Path file(String name, String ending) {
		return this.path.resolve(name + ending);
	}

	/**
	 * Returns the folder.
	 */
	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * A push of before the start.
	 *
	 * @param file the file
	 * @param name the part of the file's name that it keeps
	 * @param delivered whether a scrape has had it
	 */
	record StoredPush(Path file, String name, boolean delivered) {
	}

}
