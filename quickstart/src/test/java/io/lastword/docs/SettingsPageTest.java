package io.lastword.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The reference in docs/configuration.md is what the settings' own Javadoc says. To write it anew:
 * {@code mvn test -pl quickstart -am -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dlastword.docs.write}
 */
class SettingsPageTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES =
            List.of("common-model", "service-kit", "state-producer", "state-consumer", "state-query-api");
    private static final String MARKER = "<!-- generated from Javadoc by SettingsPageTest -->\n";

    @Test
    void shouldShowEverySettingAsItsJavadocDescribesIt() throws IOException {
        Path page = ROOT.resolve("docs/configuration.md");
        String text = Files.readString(page);
        String expected = text.substring(0, text.indexOf(MARKER)) + MARKER + reference();

        if (System.getProperty("lastword.docs.write") != null) {
            Files.writeString(page, expected);
        }

        assertThat(text).as("see this test's Javadoc for how to write it anew").isEqualTo(expected);
    }

    private static String reference() throws IOException {
        SettingsReader reader = new SettingsReader(
                Sources.of(MODULES.stream().map(ROOT::resolve).toList()));
        Map<String, List<Setting>> settings = new LinkedHashMap<>();
        settings.put("lastword.types.<type>", reader.of("lastword.types.<type>", "TypeSettings"));
        settings.putAll(reader.bound());
        StringBuilder reference = new StringBuilder();
        settings.forEach((prefix, each) -> {
            reference.append("\n## ").append(title(prefix)).append("\n\n");
            reference.append("| setting | value | default | meaning, and environment variable |\n|---|---|---|---|\n");
            each.forEach(setting -> reference.append(setting.row()).append('\n'));
        });
        return reference.toString();
    }

    private static String title(String prefix) {
        return switch (prefix) {
            case "lastword.types.<type>" -> "Each entity type";
            case "lastword.producer" -> "State producer";
            case "lastword.consumer" -> "State consumer";
            case "lastword.query" -> "State query API";
            case "lastword.page" -> "The page of the state query API";
            case "lastword.http" -> "Requests, of every service";
            case "lastword.cors" -> "Pages of other origins, of every service";
            default -> "Under " + prefix;
        };
    }
}
