package io.dataflowmonitoring.client;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTests {

	@Test
	void theCodeInTheReadmeCompiles(@TempDir Path folder) throws Exception {
		List<Snippet> snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("README.md")))
			.results()
			.map((match) -> new Snippet(match.group(1)))
			.toList();
		assertThat(snippets).hasSize(3);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter problems = new StringWriter();
		boolean compiled = compiler
			.getTask(problems, null, null,
					List.of("-Xlint:all,-classfile,-processing", "-Werror", "-proc:none", "-d", folder.toString()),
					null, snippets)
			.call();
		assertThat(compiled).as(problems.toString()).isTrue();
	}

	/**
	 * A source file that is only in memory.
	 */
	private static final class Snippet extends SimpleJavaFileObject {

		private final String code;

		private Snippet(String code) {
			super(URI.create("string:///" + name(code) + ".java"), JavaFileObject.Kind.SOURCE);
			this.code = code;
		}

		private static String name(String code) {
			Matcher name = Pattern.compile("public class (\\w+)").matcher(code);
			assertThat(name.find()).isTrue();
			return name.group(1);
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
