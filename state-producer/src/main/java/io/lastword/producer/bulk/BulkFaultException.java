package io.lastword.producer.bulk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A fault of the service stopped a bulk write midway. Its members say what became of each line. */
public final class BulkFaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> members;

    BulkFaultException(RuntimeException cause, Map<String, Object> members) {
        super("a fault of the service stopped the bulk write", cause);
        this.members = new LinkedHashMap<>(members);
    }

    /** Adds a member. */
    public BulkFaultException with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    /** As a problem has them that the log or the body caused. */
    public Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }
}
