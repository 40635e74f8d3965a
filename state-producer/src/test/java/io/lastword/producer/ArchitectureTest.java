package io.lastword.producer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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
                .layer("bulk")
                .definedBy("..producer.bulk..")
                .layer("append")
                .definedBy("..producer.append..")
                .layer("topics")
                .definedBy("..producer.topics..")
                .layer("schema")
                .definedBy("..producer.schema..")
                .layer("simulation")
                .definedBy("..producer.simulation..")
                .layer("workload")
                .definedBy("..producer.workload..")
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
                .whereLayer("workload")
                .mayOnlyBeAccessedByLayers("simulation", "web", "command", "config")
                .whereLayer("workload")
                .mayNotAccessAnyLayer()
                .whereLayer("bulk")
                .mayOnlyBeAccessedByLayers("web", "config")
                .whereLayer("write")
                .mayOnlyBeAccessedByLayers("web", "bulk", "simulation", "config")
                .whereLayer("topics")
                .mayOnlyBeAccessedByLayers("config")
                .whereLayer("append")
                .mayOnlyBeAccessedByLayers("write", "bulk", "topics", "config")
                .whereLayer("schema")
                .mayOnlyBeAccessedByLayers("write", "bulk", "topics", "config")
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCircleOfRooms() {
        slices().matching("io.lastword.producer.(**)").should().beFreeOfCycles().check(CLASSES);
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
                .resideInAnyPackage(
                        "..producer.write..",
                        "..producer.bulk..",
                        "..producer.append..",
                        "..producer.topics..",
                        "..producer.simulation..",
                        "..producer.workload..")
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
                        "..producer.bulk..",
                        "..producer.append..",
                        "..producer.topics..",
                        "org.apache.kafka..",
                        "org.springframework..")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheLogClientInTheRoomsOfTheLog() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..producer.write..",
                        "..producer.bulk..",
                        "..producer.web..",
                        "..producer.simulation..",
                        "..producer.workload..",
                        "..producer.command..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }
}
