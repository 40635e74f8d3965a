package io.lastword.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependenciesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lastword.kit");

    @Test
    void shouldKnowNoService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lastword.producer..", "io.lastword.consumer..", "io.lastword.query..")
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCircleOfRooms() {
        slices().matching("io.lastword.kit.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldKnowRedisOnlyInItsRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.lastword.kit.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "org.springframework.data..")
                .check(CLASSES);
    }
}
