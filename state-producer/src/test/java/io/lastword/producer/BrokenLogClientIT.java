package io.lastword.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.append.LogClients;
import io.lastword.test.AnyServer;
import io.lastword.test.Backends;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A log client that has no producer id and gets none any more, which it says of every change from then on. */
@AnyServer
class BrokenLogClientIT {

    @Test
    void shouldReplaceALogClientThatFailsForGood() throws Exception {
        try (RunningProducer producer = RunningProducer.start(Backends.broker())) {
            assertThat(producer.put("/v1/entities/device/d", "{\"n\":1}").status())
                    .isEqualTo(200);

            breakForGood(producer.context()
                    .getBean("logClient", LogClients.LazyProducer.class)
                    .get());

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            producer.put("/v1/entities/device/d", "{\"n\":2}").status() == 200);
        }
    }

    /** As an answer to the request for a producer id does that the client cannot make sense of. */
    private static void breakForGood(Object client) throws Exception {
        Field manager = KafkaProducer.class.getDeclaredField("transactionManager");
        manager.setAccessible(true);
        Object transactions = manager.get(client);
        Method fail = transactions.getClass().getDeclaredMethod("transitionToFatalError", RuntimeException.class);
        fail.setAccessible(true);
        fail.invoke(transactions, new KafkaException("Unexpected error in InitProducerIdResponse"));
    }
}
