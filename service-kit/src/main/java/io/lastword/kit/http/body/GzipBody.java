package io.lastword.kit.http.body;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A body in one or several gzip members, read from the network as it comes. Whatever is no gzip, also behind the last
 * member, is a {@link DamagedBodyException}: nothing is left out silently. For one thread.
 */
public final class GzipBody extends InputStream {

    private final Source source;
    private @Nullable Members members;

    public GzipBody(InputStream body) {
        this.source = new Source(body);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            if (members == null) {
                members = new Members(source);
            }
            return members.read(target, offset, length);
        } catch (ZipException e) {
            throw new DamagedBodyException("the body is not what gzip makes (" + e.getMessage() + ")");
        } catch (EOFException e) {
            if (source.ended) {
                throw new DamagedBodyException("the gzip body ends too early");
            }
            throw e;
        }
    }

    private static final class Members extends GZIPInputStream {

        private static final int BUFFER_BYTES = 16 << 10;
        private static final int TRAILER_BYTES = 8;

        private final Source source;
        private long readWhenFilled;
        private boolean checked;

        Members(Source source) throws IOException {
            super(source, BUFFER_BYTES);
            this.source = source;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            readWhenFilled = source.count;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            // The JDK takes a failure to read on behind a member for the end.
            if (count < 0 && source.failure != null) {
                throw source.failure;
            }
            if (count < 0 && !checked) {
                checked = true;
                long left = inf.getRemaining() + source.count - readWhenFilled;
                if (left > TRAILER_BYTES) {
                    throw new ZipException("something else follows it");
                }
            }
            return count;
        }
    }

    /** Says that there is more to read until there is not: only then does the JDK look for a further member. */
    private static final class Source extends FilterInputStream {

        private boolean ended;
        private long count;
        private @Nullable IOException failure;

        Source(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return count(super.read(target, offset, length));
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int available() {
            return ended ? 0 : 1;
        }

        private int count(int read) {
            if (read < 0) {
                ended = true;
            } else {
                count += read;
            }
            return read;
        }
    }
}
