package io.lastword.consumer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private static final String ROOT = "io.lastword.consumer";

    private static final JavaClasses CONSUMER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void shouldFollowTheDataPath() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .layer("root")
                .definedBy(ROOT)
                .layer("admin")
                .definedBy(ROOT + ".admin..")
                .layer("health")
                .definedBy(ROOT + ".health..")
                .layer("verify")
                .definedBy(ROOT + ".verify..")
                .layer("log")
                .definedBy(ROOT + ".log..")
                .layer("snapshot")
                .definedBy(ROOT + ".snapshot..")
                .layer("fold")
                .definedBy(ROOT + ".fold..")
                .whereLayer("root")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("admin")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("verify")
                .mayOnlyBeAccessedByLayers("root", "admin")
                .whereLayer("health")
                .mayOnlyBeAccessedByLayers("root")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("root", "health", "verify", "admin")
                .whereLayer("snapshot")
                .mayOnlyBeAccessedByLayers("root", "health", "log", "verify", "admin")
                .whereLayer("fold")
                .mayOnlyBeAccessedByLayers("log", "snapshot", "verify")
                .ensureAllClassesAreContainedInArchitecture()
                .check(CONSUMER);
    }

    @Test
    void shouldFoldWithoutAnyClientOrFramework() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".fold..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.lastword.model..", "org.jspecify..", ROOT + ".fold..")
                .check(CONSUMER);
    }

    @Test
    void shouldFoldWithoutAClock() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".fold..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CONSUMER);
    }

    @Test
    void shouldKeepSpringAtTheEdges() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".health..", ROOT + ".admin..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CONSUMER);
    }

    @Test
    void shouldKeepEachClientInItsStep() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".log..", ROOT + ".verify..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CONSUMER);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, ROOT + ".snapshot..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(CONSUMER);
    }

    @Test
    void shouldDependOnNoOtherService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lastword.producer..", "io.lastword.query..", "io.lastword.quickstart..")
                .check(CONSUMER);
    }

    @Test
    void shouldWriteInstantsInTheOneFormOfTheModel() {
        noClasses().should().callMethod(Instant.class, "toString").check(CONSUMER);
    }
}
