package io.lastword.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendsTest {

    @Test
    void shouldRefuseABackendThatItDoesNotKnow() {
        assertThatThrownBy(() -> Backends.choose("cloud"))
                .hasMessage("lastword.test.backend is auto, embedded or containers, not 'cloud'");
    }
}
