package io.lastword.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.lastword.query");

    @Test
    void shouldLetDataFlowFromSnapshotOverLookupToWeb() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("snapshot")
                .definedBy("io.lastword.query.snapshot")
                .layer("scan")
                .definedBy("io.lastword.query.scan")
                .layer("filter")
                .definedBy("io.lastword.query.filter")
                .layer("currency")
                .definedBy("io.lastword.query.currency")
                .layer("status")
                .definedBy("io.lastword.query.status")
                .layer("lookup")
                .definedBy("io.lastword.query.lookup")
                .layer("list")
                .definedBy("io.lastword.query.list")
                .layer("log")
                .definedBy("io.lastword.query.log")
                .layer("watch")
                .definedBy("io.lastword.query.watch..")
                .layer("history")
                .definedBy("io.lastword.query.history")
                .layer("page")
                .definedBy("io.lastword.query.page")
                .layer("web")
                .definedBy("io.lastword.query.web..")
                .layer("health")
                .definedBy("io.lastword.query.health")
                .layer("config")
                .definedBy("io.lastword.query.config")
                .whereLayer("config")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("page")
                .mayOnlyBeAccessedByLayers("config")
                .whereLayer("page")
                .mayNotAccessAnyLayer()
                .whereLayer("web")
                .mayOnlyBeAccessedByLayers("config")
                .whereLayer("health")
                .mayOnlyBeAccessedByLayers("config")
                .whereLayer("filter")
                .mayNotAccessAnyLayer()
                .whereLayer("watch")
                .mayOnlyBeAccessedByLayers("web", "config")
                .whereLayer("history")
                .mayOnlyBeAccessedByLayers("web", "config")
                .whereLayer("list")
                .mayOnlyBeAccessedByLayers("web", "config")
                .whereLayer("status")
                .mayOnlyBeAccessedByLayers("web", "health", "config")
                .whereLayer("lookup")
                .mayOnlyBeAccessedByLayers("status", "watch", "history", "web", "config")
                .whereLayer("currency")
                .mayOnlyBeAccessedByLayers("lookup", "list", "watch", "history", "web", "config")
                .whereLayer("scan")
                .mayOnlyBeAccessedByLayers("lookup", "list", "watch", "config")
                .whereLayer("snapshot")
                .mayOnlyBeAccessedByLayers(
                        "scan", "currency", "lookup", "status", "list", "watch", "history", "web", "config")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("watch", "history", "web", "config")
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCircleOfRooms() {
        slices().matching("io.lastword.query.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldKeepSpringAtTheEdges() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.lastword.query.snapshot",
                        "io.lastword.query.scan",
                        "io.lastword.query.filter",
                        "io.lastword.query.currency",
                        "io.lastword.query.lookup",
                        "io.lastword.query.status",
                        "io.lastword.query.list",
                        "io.lastword.query.log",
                        "io.lastword.query.watch..",
                        "io.lastword.query.history")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..")
                .check(CLASSES);
    }

    @Test
    void shouldKnowRedisOnlyInTheRoomsOfTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.lastword.query.snapshot", "io.lastword.query.scan", "io.lastword.query.config")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..")
                .check(CLASSES);
    }

    @Test
    void shouldKnowKafkaOnlyInTheLogRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.lastword.query.log", "io.lastword.query.config")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void shouldLookUpWithoutTheLog() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.lastword.query.snapshot",
                        "io.lastword.query.scan",
                        "io.lastword.query.currency",
                        "io.lastword.query.lookup",
                        "io.lastword.query.status",
                        "io.lastword.query.health")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lastword.query.log", "io.lastword.query.watch..", "io.lastword.query.history")
                .check(CLASSES);
    }

    @Test
    void shouldDependOnNoOtherService() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("io.lastword.consumer..", "io.lastword.producer..")
                .check(CLASSES);
    }

    @Test
    void shouldWriteInstantsInTheOneFormOfTheModel() {
        noClasses().should().callMethod(Instant.class, "toString").check(CLASSES);
    }
}
