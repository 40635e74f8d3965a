package io.lastword.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What outlives a run, and the right to use it, which one quickstart has at a time. */
final class DataFolder implements AutoCloseable {

    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Creates the folder if it is missing.
     *
     * @throws QuickstartException if it cannot be used, or another quickstart uses it
     */
    static DataFolder open(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel lock = FileChannel.open(
                    root.resolve("quickstart.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(lock) == null) {
                lock.close();
                throw new QuickstartException(
                        "the data folder %s is in use by another quickstart; stop that, or".formatted(root)
                                + " choose another with --data=FOLDER or LASTWORD_DATA=FOLDER");
            }
            return new DataFolder(root, lock);
        } catch (IOException e) {
            throw new QuickstartException(
                    "the data folder %s cannot be used (%s); choose another with --data=FOLDER or LASTWORD_DATA=FOLDER"
                            .formatted(root, e),
                    e);
        }
    }

    /** Removes what earlier runs left, and nothing else that may lie in the folder. */
    void empty() {
        for (Path kept : List.of(kafka(), redis(), sampleMark(), log())) {
            delete(kept);
        }
    }

    Path root() {
        return root;
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path redis() {
        return root.resolve("redis");
    }

    Path log() {
        return root.resolve("quickstart.log");
    }

    boolean hasSample() {
        return Files.exists(sampleMark());
    }

    /** From now on a start leaves the state alone. */
    void markSample() {
        try {
            Files.writeString(sampleMark(), "The sample was loaded; --fresh loads it again.\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path sampleMark() {
        return root.resolve("sample-loaded");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException lockedByThisProcess) {
            return null;
        }
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new QuickstartException("%s cannot be deleted: %s".formatted(path, e), e);
        }
    }
}
