package io.lastword.producer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lastword");

    @Test
    void shouldLetEachStepSeeOnlyTheNext() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("web")
                .definedBy("..producer.web..")
                .layer("write")
                .definedBy("..producer.write..")
                .layer("log")
                .definedBy("..producer.log..")
                .layer("schema")
                .definedBy("..producer.schema..")
                .layer("simulation")
                .definedBy("..producer.simulation..")
                .layer("command")
                .definedBy("..producer.command..")
                .layer("config")
                .definedBy("..producer.config..")
                .whereLayer("config")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("web")
                .mayOnlyBeAccessedByLayers("config")
                .whereLayer("command")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("simulation")
                .mayOnlyBeAccessedByLayers("web", "command", "config")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("web", "simulation", "config")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("write", "config")
                .whereLayer("schema")
                .mayOnlyBeAccessedByLayers("write", "log", "config")
                .check(CLASSES);
    }

    @Test
    void shouldDependOnNoOtherModuleThanTheModel() {
        noClasses()
                .that()
                .resideInAPackage("io.lastword.producer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lastword.consumer..", "io.lastword.query..", "io.lastword.quickstart..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepSpringAtTheEdges() {
        noClasses()
                .that()
                .resideInAnyPackage("..producer.write..", "..producer.log..", "..producer.simulation..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepSchemasFreeOfTheOtherSteps() {
        noClasses()
                .that()
                .resideInAPackage("..producer.schema..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..producer.web..",
                        "..producer.write..",
                        "..producer.log..",
                        "org.apache.kafka..",
                        "org.springframework..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheLogClientInTheLogPackage() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..producer.write..", "..producer.web..", "..producer.simulation..", "..producer.command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }
}
