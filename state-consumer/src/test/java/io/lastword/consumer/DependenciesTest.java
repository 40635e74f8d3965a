package io.lastword.consumer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private static final String ROOT = "io.lastword.consumer";

    private static final JavaClasses CONSUMER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Rooms from the ground up; those of one line do not know each other. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("fold"),
            Set.of("snapshot", "topic"),
            Set.of("plan", "verify"),
            Set.of("reading", "repair"),
            Set.of("recovery"),
            Set.of("loop"),
            Set.of("health", "web"),
            Set.of("config"));

    @Test
    void shouldFollowTheDataPath() {
        LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInAnyPackage(ROOT + "..");
        rooms = rooms.layer("root").definedBy(ROOT).whereLayer("root").mayNotBeAccessedByAnyLayer();
        Set<String> below = new HashSet<>();
        for (Set<String> floor : FLOORS) {
            for (String room : floor) {
                rooms = rooms.layer(room).definedBy(ROOT + "." + room);
                rooms = below.isEmpty()
                        ? rooms.whereLayer(room).mayNotAccessAnyLayer()
                        : rooms.whereLayer(room).mayOnlyAccessLayers(below.toArray(String[]::new));
            }
            below.addAll(floor);
        }
        rooms.ensureAllClassesAreContainedInArchitecture().check(CONSUMER);
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
                .resideOutsideOfPackages(ROOT, ROOT + ".config..", ROOT + ".health..", ROOT + ".web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CONSUMER);
    }

    @Test
    void shouldKeepEachClientInItsStep() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + ".config..",
                        ROOT + ".topic..",
                        ROOT + ".reading..",
                        ROOT + ".recovery..",
                        ROOT + ".loop..",
                        ROOT + ".verify..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CONSUMER);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".config..", ROOT + ".snapshot..")
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
