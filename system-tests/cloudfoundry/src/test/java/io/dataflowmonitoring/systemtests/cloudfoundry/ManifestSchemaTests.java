package io.dataflowmonitoring.systemtests.cloudfoundry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

class ManifestSchemaTests {

	@ParameterizedTest
	@FieldSource("io.dataflowmonitoring.systemtests.cloudfoundry.Manifest#FILES")
	void aManifestSaysOnlyWhatCloudFoundryKnows(String file) {
		assertThat(ManifestSchema.problems(Manifest.read(file).content())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			{name: a, memry: 1G} | .applications[0].memry: no such attribute
			{name: a, memory: 1} | .applications[0].memory: 1
			{name: a, memory: 1X} | .applications[0].memory: 1X
			{name: a, instances: two} | .applications[0].instances: two
			{name: a, timeout: 0} | .applications[0].timeout: 0
			{name: a, health-check-type: none} | .applications[0].health-check-type: none
			{name: a, env: {PORT: 8080}} | .applications[0].env.PORT: 8080
			{name: a, env: {A-B: c}} | .applications[0].env: A-B
			{name: a, no-route: 'true'} | .applications[0].no-route: true
			{name: a, routes: [a.example.com]} | .applications[0].routes[0]: a.example.com
			{name: a, routes: [{route: a.example.com, port: 7001}]} | .applications[0].routes[0].port: no such attribute
			{name: a, buildpacks: java_buildpack} | .applications[0].buildpacks: java_buildpack
			{name: a, processes: [{type: web, env: {}}]} | .applications[0].processes[0].env: no such attribute
			{memory: 1G} | .applications[0].name: missing
			""")
	void whatCloudFoundryDoesNotKnowIsFound(String application, String problem) {
		Object manifest = Manifest.yaml("applications: [" + application + "]");
		assertThat(ManifestSchema.problems(manifest)).containsExactly(problem);
	}

}
