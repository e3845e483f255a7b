package io.dataflowmonitoring.wire;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "io.dataflowmonitoring.wire", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule wireKnowsOnlyRSocketCryptoAndCompression = classes().should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("io.dataflowmonitoring.wire", "java..", "javax.crypto..", "io.rsocket..",
				"io.netty.buffer..", "io.netty.util..", "reactor.core..", "org.reactivestreams..",
				"org.xerial.snappy..", "org.jspecify.annotations..");

	@ArchTest
	static final ArchRule wireBringsNoTransportOfItsOwn = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.rsocket.transport.netty..", "io.rsocket.transport.local..");

}
