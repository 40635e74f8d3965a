package io.lastword.producer.topics;

/**
 * A schema that a producer proposed for the states of a topic. It counts if the schema that it was compared with, and no
 * other, counted just before it: of two that were proposed at once, the first.
 *
 * @param offset where it stands in the log of schemas; -1 before it is there
 * @param topic whose states it is for
 * @param topicId of the life of the topic that it is for
 * @param after offset of the record that it was compared with; -1 if none counted
 * @param document the schema, byte for byte
 */
record SchemaRecord(long offset, String topic, String topicId, long after, byte[] document) {

    static final long NONE = -1;
}
