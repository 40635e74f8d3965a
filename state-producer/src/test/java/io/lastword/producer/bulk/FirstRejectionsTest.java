package io.lastword.producer.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.lastword.producer.bulk.BulkResult.Rejection;
import org.junit.jupiter.api.Test;

class FirstRejectionsTest {

    @Test
    void shouldListOnlyTheFirstThousandRejections() {
        FirstRejections rejections = new FirstRejections();

        for (int line = 1; line <= 1500; line++) {
            rejections.rejected(new Rejection(line, null, "bad"));
        }

        assertThat(rejections.list()).hasSize(1000);
        assertThat(rejections.list().get(999).line()).isEqualTo(1000);
    }
}
