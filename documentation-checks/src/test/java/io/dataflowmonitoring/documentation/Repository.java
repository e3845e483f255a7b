package io.dataflowmonitoring.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of the whole project, without what builds and runs leave behind.
 */
final class Repository {

	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Set<String> LEFT_BEHIND = Set.of("target", "node_modules", "data", "dataflow/run", ".git",
			".idea", ".vscode", ".settings");

	private Repository() {
	}

	/**
	 * Returns all pages of the documentation.
	 */
	static List<Page> pages() {
		return files((path) -> path.endsWith(".md")).stream().map(Repository::page).toList();
	}

	/**
	 * Returns one page.
	 * @param path its path from the top folder
	 */
	static Page page(String path) {
		return new Page(path, read(path));
	}

	/**
	 * Returns the files whose path is of a kind, in the order of their names.
	 * @param kind decides by the path from the top folder, with slashes
	 */
	static List<String> files(Predicate<String> kind) {
		List<String> files = new ArrayList<>();
		try {
			Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
					boolean skipped = LEFT_BEHIND.contains(folder.getFileName().toString())
							|| LEFT_BEHIND.contains(fromRoot(folder));
					return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					String path = fromRoot(file);
					if (kind.test(path)) {
						files.add(path);
					}
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files.stream().sorted().toList();
	}

	/**
	 * Returns the text of a file.
	 * @param path its path from the top folder
	 */
	static String read(String path) {
		try {
			return Files.readString(ROOT.resolve(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns whether there is a file or a folder that is not left behind by a build.
	 * @param path its path from the top folder
	 */
	static boolean has(String path) {
		Path file = ROOT.resolve(path).normalize();
		return file.startsWith(ROOT) && Files.exists(file) && !fromRoot(file).matches("(.*/)?target(/.*)?");
	}

	/**
	 * Returns whether there is a script that can be run.
	 * @param path its path from the top folder, which may begin with {@code ./}
	 */
	static boolean hasScript(String path) {
		return path.contains("/") && has(path) && Files.isRegularFile(ROOT.resolve(path))
				&& Files.isExecutable(ROOT.resolve(path));
	}

	private static String fromRoot(Path file) {
		return ROOT.relativize(file).toString().replace('\\', '/');
	}

}
