package io.lastword.producer.topics;

import java.util.List;

/** The schemas that topics had, in the order in which all producers see them. */
interface SchemaLog {

    /** All records up to now. */
    List<SchemaRecord> read() throws LogUnavailableException, InterruptedException;

    /** Adds a record at the end, wherever that is by then. */
    void append(SchemaRecord proposal) throws LogUnavailableException, InterruptedException;
}
