package io.lastword.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a data directory, which one server of one process has at a time. Kafka's own lock comes too late: a
 * second broker has then already written to the metadata of the first, which never stops after that.
 */
final class DirectoryClaim implements AutoCloseable {

    /** File locks are per process, so within the process they prove nothing. */
    private static final Set<Path> CLAIMED_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel lockFile;

    private DirectoryClaim(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Creates the directory if it is missing.
     *
     * @throws EmbeddedServerException if another server has it
     */
    static DirectoryClaim on(Path directory) {
        try {
            Path real = Files.createDirectories(directory).toRealPath();
            if (!CLAIMED_HERE.add(real)) {
                throw inUse(directory);
            }
            try {
                return lock(real);
            } catch (IOException | RuntimeException e) {
                CLAIMED_HERE.remove(real);
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedServerException("%s cannot be used: %s".formatted(directory, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            CLAIMED_HERE.remove(directory);
        }
    }

    private static DirectoryClaim lock(Path directory) throws IOException {
        FileChannel file = FileChannel.open(
                directory.resolve("embedded.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            throw inUse(directory);
        }
        return new DirectoryClaim(directory, file);
    }

    private static EmbeddedServerException inUse(Path directory) {
        return new EmbeddedServerException(
                "%s is in use by another server; stop that or choose another directory".formatted(directory));
    }
}
