package io.dataflowmonitoring.fleet;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packagesOf = FleetApplication.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	/** The fleet is a user of the client, as any app without Spring is. */
	@ArchTest
	static final ArchRule appsConnectThroughTheClient = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.rsocket..", "reactor..", "io.netty..", "io.dataflowmonitoring.local..");

}
