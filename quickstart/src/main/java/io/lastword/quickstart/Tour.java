package io.lastword.quickstart;

/** What to try first; every line can be pasted into a shell, and again. */
record Tour(Ports ports) {

    private static final String TEXT = """
            Try (a write returns a token; a read that carries it waits until that write is folded):

              # one device
              curl -s -w '\\n' {query}/v1/entities/device/van-07

              # write, then read what was written
              token=$(curl -s -X PUT {producer}/v1/entities/device/van-07 -H 'Content-Type: application/json' \
            -d '{"kind":"van","battery":96,"lat":52.0907,"lon":5.1214,"speed":0,"status":"parked"}' {token}) && curl -s -w '\\n' "{query}/v1/entities/device/van-07?after=$token"

              # delete, then see that it is gone: 404, and not before the deletion is folded
              token=$(curl -s -X DELETE {producer}/v1/entities/device/bike-16 {token}) \
            && curl -s -w '\\n' "{query}/v1/entities/device/bike-16?after=$token"

              # several drivers at once
              curl -s -w '\\n' {query}/v1/lookup/driver -H 'Content-Type: application/json' \
            -d '{"ids":["drv-03","drv-11","nobody"]}'

              # how current each partition is
              curl -s -w '\\n' {query}/v1/types/device/partitions
            """;

    private static final String TOKEN_OF_ANSWER = "| sed -E 's/.*\"token\":\"([^\"]+)\".*/\\1/'";

    String text() {
        return TEXT.replace("{query}", ports.address(Port.QUERY))
                .replace("{producer}", ports.address(Port.PRODUCER))
                .replace("{token}", TOKEN_OF_ANSWER);
    }
}
