package io.dataflowmonitoring.documentation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The proxy is given the JVM options that its README explains, whatever starts it.
 */
class ProxyOptionsTests {

	private static final Pattern OPTIONS = Pattern.compile("^java (-X.+) -jar prometheus-rsocket-proxy/target/",
			Pattern.MULTILINE);

	@ParameterizedTest
	@ValueSource(strings = { "docker-compose/docker-compose.yml", "docker-compose/docker-compose-ha.yml",
			"kubernetes/base/proxy/deployment.yaml", "cloudfoundry/proxy.yml" })
	void areThoseOfItsReadme(String file) {
		Matcher options = OPTIONS.matcher(Repository.read("prometheus-rsocket-proxy/README.md"));
		assertThat(options.find()).isTrue();
		assertThat(Repository.read(file).replaceAll("\\s+", " ")).contains(options.group(1));
	}

}
