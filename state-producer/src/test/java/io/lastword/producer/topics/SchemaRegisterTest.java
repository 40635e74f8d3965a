package io.lastword.producer.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lastword.model.entity.Incarnation;
import io.lastword.model.types.EntityType;
import io.lastword.producer.TestTypes;
import io.lastword.producer.schema.InvalidSchemaException;
import io.lastword.producer.schema.StateSchema;
import io.lastword.producer.schema.StateSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaRegisterTest {

    private static final Incarnation FIRST = new Incarnation("AAAAAAAAAAAAAAAAAAAAAA");
    private static final Incarnation SECOND = new Incarnation("BBBBBBBBBBBBBBBBBBBBBB");
    private static final String NARROW = "{\"type\":\"object\",\"required\":[\"a\"]}";
    private static final String WIDE = "{\"type\":\"object\"}";
    private static final String WIDEST = "{}";

    private final List<SchemaRecord> records = new ArrayList<>();
    private Runnable beforeAppend = () -> {};

    @Test
    void shouldRecordTheFirstSchemaWhateverItIs() throws Exception {
        agree(NARROW, FIRST);

        assertThat(recorded()).isEqualTo(NARROW);
    }

    @Test
    void shouldRecordAWiderOneAndTheSameOnlyOnce() throws Exception {
        agree(NARROW, FIRST);
        agree(WIDE, FIRST);
        agree(WIDE, FIRST);

        assertThat(recorded()).isEqualTo(WIDE);
        assertThat(records).hasSize(2);
    }

    @Test
    void shouldRefuseANarrowerOneAndSayWhatToDo() throws Exception {
        agree(WIDE, FIRST);

        assertThatThrownBy(() -> agree(NARROW, FIRST))
                .isInstanceOf(TopicRefusedException.class)
                .hasMessageContainingAll(
                        "the schema classpath:s.json of type 'device'",
                        "the topic 'state.device'",
                        "the property 'a' is newly required",
                        "lastword.types.device.allow-incompatible-schema to true");
        assertThat(recorded()).isEqualTo(WIDE);
    }

    @Test
    void shouldRecordANarrowerOneThatIsAllowed() throws Exception {
        agree(WIDE, FIRST);

        register(NARROW).agree(Map.of(device("allow-incompatible-schema=true"), FIRST));

        assertThat(recorded()).isEqualTo(NARROW);
    }

    @Test
    void shouldBeginAnewWithAnotherLifeOfTheTopic() throws Exception {
        agree(WIDE, FIRST);
        agree(NARROW, SECOND);

        assertThat(recorded()).isEqualTo(NARROW);
        assertThatThrownBy(() -> agree("{\"type\":\"object\",\"required\":[\"a\",\"b\"]}", SECOND))
                .isInstanceOf(TopicRefusedException.class);
    }

    @Test
    void shouldCompareWithWhatAnotherProducerRecordedMeanwhile() throws Exception {
        agree(NARROW, FIRST);
        beforeAppend = () -> {
            beforeAppend = () -> {};
            append(new SchemaRecord(-1, "state.device", FIRST.topicId(), 0, WIDEST.getBytes(UTF_8)));
        };

        assertThatThrownBy(() -> agree(WIDE, FIRST)).isInstanceOf(TopicRefusedException.class);
        assertThat(recorded()).isEqualTo(WIDEST);
    }

    @Test
    void shouldTryAgainBehindAnotherProducer() throws Exception {
        agree(NARROW, FIRST);
        beforeAppend = () -> {
            beforeAppend = () -> {};
            append(new SchemaRecord(-1, "state.device", FIRST.topicId(), 0, WIDE.getBytes(UTF_8)));
        };

        agree(WIDEST, FIRST);

        assertThat(recorded()).isEqualTo(WIDEST);
        assertThat(records).hasSize(4);
    }

    @Test
    void shouldAskNobodyWhereNoTypeHasASchema() throws Exception {
        SchemaLog untouched = new SchemaLog() {
            @Override
            public List<SchemaRecord> read() {
                throw new AssertionError("read");
            }

            @Override
            public void append(SchemaRecord proposal) {
                throw new AssertionError("append");
            }
        };

        new SchemaRegister(StateSchemas.NONE, untouched).agree(Map.of(TestTypes.device(), FIRST));
    }

    private String recorded() {
        return new String(SchemaRegister.counting(records).get("state.device").document(), UTF_8);
    }

    private void agree(String schema, Incarnation incarnation) throws Exception {
        register(schema).agree(Map.of(device(), incarnation));
    }

    private static EntityType device(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("schema=classpath:s.json");
        return TestTypes.device(all.toArray(String[]::new));
    }

    private SchemaRegister register(String schema) throws InvalidSchemaException {
        StateSchemas schemas = new StateSchemas(Map.of("device", StateSchema.parse(schema.getBytes(UTF_8))));
        return new SchemaRegister(schemas, new SchemaLog() {
            @Override
            public List<SchemaRecord> read() {
                return List.copyOf(records);
            }

            @Override
            public void append(SchemaRecord proposal) {
                beforeAppend.run();
                SchemaRegisterTest.this.append(proposal);
            }
        });
    }

    private void append(SchemaRecord proposal) {
        records.add(new SchemaRecord(
                records.size(), proposal.topic(), proposal.topicId(), proposal.after(), proposal.document()));
    }
}
