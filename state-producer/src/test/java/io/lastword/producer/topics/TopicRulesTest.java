package io.lastword.producer.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.model.types.EntityTypes;
import io.lastword.model.types.TypeSettings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRulesTest {

    private static final EntityType DEVICE = EntityTypes.of(Map.of("device", TypeSettings.defaults()))
            .find("device")
            .orElseThrow();

    @Test
    void shouldAcceptWhatItWouldCreateItself() {
        TopicFacts own = facts(8, Map.of());

        assertThat(TopicRules.findRefusal(DEVICE, own)).isEmpty();
        assertThat(TopicRules.findDifferences(DEVICE, own)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "compact,delete", "delete,compact", ""})
    void shouldRefuseEveryOtherCleanupPolicy(String policy) {
        TopicFacts facts = facts(8, Map.of("cleanup.policy", policy));

        assertThat(TopicRules.findRefusal(DEVICE, facts).orElseThrow())
                .contains("'state.device'", "cleanup.policy=" + policy + ",", "--add-config cleanup.policy=compact")
                .doesNotContain("\n");
    }

    @Test
    void shouldRefuseAnotherPartitionCount() {
        assertThat(TopicRules.findRefusal(DEVICE, facts(6, Map.of())).orElseThrow())
                .contains("has 6 partitions where types.yml says 8", "lastword.types.device.partitions to 6");
    }

    @Test
    void shouldNameEachSettingThatDiffers() {
        TopicFacts facts = facts(8, Map.of("delete.retention.ms", "86400000", "message.timestamp.type", "CreateTime"));

        assertThat(TopicRules.findRefusal(DEVICE, facts)).isEmpty();
        assertThat(TopicRules.findDifferences(DEVICE, facts))
                .hasSize(2)
                .anyMatch(line -> line.contains("delete.retention.ms=86400000 where types.yml means 604800000"))
                .anyMatch(line -> line.contains("message.timestamp.type=CreateTime"));
    }

    private static TopicFacts facts(int partitions, Map<String, String> others) {
        Map<String, String> configs = new HashMap<>(TopicRules.configs(DEVICE));
        configs.putAll(others);
        return new TopicFacts(new Incarnation("AAAAAAAAAAAAAAAAAAAAAA"), partitions, configs);
    }
}
