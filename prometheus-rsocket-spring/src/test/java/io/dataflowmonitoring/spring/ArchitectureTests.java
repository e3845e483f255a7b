package io.dataflowmonitoring.spring;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "io.dataflowmonitoring.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule theStarterIsNotAnApi = classes().should().bePackagePrivate();

	@ArchTest
	static final ArchRule onlyTypesThatAllGenerationsHaveAreUsed = classes().should()
		.onlyDependOnClassesThat(resideInAnyPackage("java..", "javax.net.ssl", "org.jspecify..", "org.slf4j..",
				"io.dataflowmonitoring..", "io.micrometer.core.instrument..", "io.micrometer.prometheusmetrics..",
				"io.prometheus.metrics..", "org.springframework.beans..", "org.springframework.context..",
				"org.springframework.core..", "org.springframework.util..", "org.springframework.cloud.task.listener..",
				"org.springframework.boot.autoconfigure", "org.springframework.boot.autoconfigure.condition..",
				"org.springframework.boot.context.properties..", "org.springframework.boot.ssl"));

	@ArchTest
	static final ArchRule theWireIsTheClientsBusiness = noClasses().should()
		.dependOnClassesThat(resideInAnyPackage("io.dataflowmonitoring.wire..")
			.and(DescribedPredicate.not(JavaClass.Predicates.simpleName("ExpositionSource")
				.or(JavaClass.Predicates.simpleName("ExpositionFormat")))));

}
