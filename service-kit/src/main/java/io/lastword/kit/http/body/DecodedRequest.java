package io.lastword.kit.http.body;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A request whose body was sent in gzip and is read as what it says: limits count the decoded bytes. Its length is not
 * known before its end.
 */
public final class DecodedRequest extends HttpServletRequestWrapper {

    private final Body body;

    public DecodedRequest(HttpServletRequest request) throws IOException {
        super(request);
        this.body = new Body(request.getInputStream());
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    @Override
    public int getContentLength() {
        return -1;
    }

    @Override
    public long getContentLengthLong() {
        return -1;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isOfTheEncoding(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isOfTheEncoding(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private static boolean isOfTheEncoding(String name) {
        return HttpHeaders.CONTENT_ENCODING.equalsIgnoreCase(name) || HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name);
    }

    private static final class Body extends ServletInputStream {

        private final ServletInputStream encoded;
        private final GzipBody decoded;
        private boolean finished;

        Body(ServletInputStream encoded) {
            this.encoded = encoded;
            this.decoded = new GzipBody(encoded);
        }

        @Override
        public int read() throws IOException {
            int one = decoded.read();
            finished = one < 0;
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = decoded.read(target, offset, length);
            finished = count < 0;
            return count;
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            return encoded.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("a gzip body is read by waiting for it");
        }
    }
}
