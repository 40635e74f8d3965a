package io.lastword.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private static final String ROOT = "io.lastword.model";

    /** Rooms from the ground up; those of one line do not know each other. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("text", "problem"),
            Set.of("entity", "limit"),
            Set.of("index"),
            Set.of("store"),
            Set.of("json", "types"),
            Set.of("record", "token"));

    private static final JavaClasses MODEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void shouldDependOnNothingButTheJsonParserGeometryAndAnnotations() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "tools.jackson.core..", "com.google.common.geometry..", "org.jspecify..", ROOT + "..")
                .check(MODEL);
    }

    @Test
    void shouldKnowOnlyRoomsBelow() {
        LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInAnyPackage(ROOT + "..");
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
        rooms.ensureAllClassesAreContainedInArchitectureIgnoring("io.lastword.model")
                .check(MODEL);
    }
}
