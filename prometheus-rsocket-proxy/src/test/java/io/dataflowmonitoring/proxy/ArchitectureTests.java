package io.dataflowmonitoring.proxy;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import io.dataflowmonitoring.wire.ExpositionFormat;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

/**
 * Which room may use which.
 */
@AnalyzeClasses(packagesOf = ProxyApplication.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule aScrapeGoesOneWay = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("assembly")
		.definedBy("io.dataflowmonitoring.proxy")
		.layer("web")
		.definedBy("..proxy.web..")
		.layer("status")
		.definedBy("..proxy.status..")
		.layer("scrape")
		.definedBy("..proxy.scrape..")
		.layer("connection")
		.definedBy("..proxy.connection..")
		.layer("discovery")
		.definedBy("..proxy.discovery..")
		.layer("push")
		.definedBy("..proxy.push..")
		.layer("exposition")
		.definedBy("..proxy.exposition..")
		.whereLayer("assembly")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("web")
		.mayOnlyBeAccessedByLayers("assembly")
		.whereLayer("status")
		.mayOnlyBeAccessedByLayers("assembly", "web")
		.whereLayer("scrape")
		.mayOnlyBeAccessedByLayers("assembly", "web", "status")
		.whereLayer("discovery")
		.mayOnlyBeAccessedByLayers("assembly", "web")
		.whereLayer("connection")
		.mayOnlyBeAccessedByLayers("assembly", "web", "status", "scrape", "discovery")
		.whereLayer("push")
		.mayOnlyBeAccessedByLayers("assembly", "web", "status", "discovery")
		.whereLayer("exposition")
		.mayOnlyBeAccessedByLayers("assembly", "web", "status", "scrape", "discovery", "connection", "push");

	@ArchTest
	static final ArchRule expositionWorksOnBytesAlone = classes().that()
		.resideInAPackage("..proxy.exposition..")
		.should()
		.onlyDependOnClassesThat(resideInAnyPackage("..proxy.exposition..", "java..", "org.jspecify..")
			.or(type(ExpositionFormat.class)));

	@ArchTest
	static final ArchRule pushKnowsNeitherSpringNorTheWire = noClasses().that()
		.resideInAPackage("..proxy.push..")
		.should()
		.dependOnClassesThat(
				resideInAnyPackage("org.springframework..", "io.rsocket..", "reactor..", "io.dataflowmonitoring.wire..")
					.and(not(type(ExpositionFormat.class))));

	@ArchTest
	static final ArchRule onlyConnectionKnowsRSocket = noClasses().that()
		.resideOutsideOfPackage("..proxy.connection..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.rsocket..");

	@ArchTest
	static final ArchRule onlyWebKnowsHttp = noClasses().that()
		.resideOutsideOfPackages("..proxy.web..", "io.dataflowmonitoring.proxy")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..");

}
