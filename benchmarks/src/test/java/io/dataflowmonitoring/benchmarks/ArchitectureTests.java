package io.dataflowmonitoring.benchmarks;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packagesOf = BenchmarksCommand.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule onlyStepsAreMeasuredFromWithinTheProxy = noClasses().that()
		.resideOutsideOfPackage("..benchmarks.micro..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.dataflowmonitoring.proxy..");

	@ArchTest
	static final ArchRule whoMeasuresSeesProcessesFromOutside = noClasses().that()
		.resideInAnyPackage("..benchmarks.measure..", "..benchmarks.report..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..benchmarks.fleet..", "..benchmarks.micro..", "io.dataflowmonitoring.wire..",
				"io.rsocket..", "reactor..");

	@ArchTest
	static final ArchRule theFleetKnowsNothingOfWhoMeasures = noClasses().that()
		.resideInAPackage("..benchmarks.fleet..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..benchmarks.measure..", "..benchmarks.report..", "..benchmarks.micro..");

}
