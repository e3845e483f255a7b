package io.dataflowmonitoring.client;

import java.util.regex.Pattern;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "io.dataflowmonitoring.client", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule theClientIsPlainJava = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "jakarta..");

	@ArchTest
	static final ArchRule onlyTheTransportKnowsRSocketAndNetty = noClasses().that()
		.haveNameNotMatching(Pattern.quote(ProxyTransport.class.getName()) + "(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.rsocket..", "io.netty..", "reactor.netty..");

	@ArchTest
	static final ArchRule callersNeedNotKnowReactor = methods().that()
		.arePublic()
		.and()
		.areDeclaredInClassesThat()
		.arePublic()
		.should()
		.notHaveRawReturnType(resideInAPackage("reactor.."));

}
