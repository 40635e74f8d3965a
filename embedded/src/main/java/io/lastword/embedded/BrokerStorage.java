package io.lastword.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Makes a directory ready for a KRaft broker, once. */
final class BrokerStorage {

    private BrokerStorage() {}

    /** A directory that was formatted before is left as it is, whatever version formatted it. */
    static void formatIfNew(Path directory, Quorum quorum) {
        if (Files.exists(directory.resolve(MetaPropertiesEnsemble.META_PROPERTIES_NAME))) {
            return;
        }
        try (PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            Files.createDirectories(directory);
            new Formatter()
                    .setPrintStream(silence)
                    .setNodeId(quorum.nodeId())
                    .setClusterId(quorum.clusterId())
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .run();
        } catch (Exception e) {
            throw new EmbeddedServerException(
                    "%s cannot be formatted for Kafka: %s".formatted(directory, e.getMessage()), e);
        }
    }
}
