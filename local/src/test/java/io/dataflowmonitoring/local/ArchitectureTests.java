package io.dataflowmonitoring.local;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packagesOf = LocalApplication.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule processKnowsNothingOfWhatItStarts = noClasses().that()
		.resideInAPackage("..local.process..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("..local.broker..", "..local.demo..", "picocli..");

	@ArchTest
	static final ArchRule theBrokerKnowsNothingOfTheDemo = noClasses().that()
		.resideInAPackage("..local.broker..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..local.demo..");

	@ArchTest
	static final ArchRule onlyTheBrokerRunsKafka = noClasses().that()
		.resideOutsideOfPackage("..local.broker..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("kafka..", "org.apache.kafka..");

}
