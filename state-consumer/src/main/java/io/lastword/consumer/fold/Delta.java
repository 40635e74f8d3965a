package io.lastword.consumer.fold;

import io.lastword.model.entity.EntityId;
import java.util.Map;

/**
 * The net effect of a run of records of one partition. Applying a delta twice is the same as applying it once.
 *
 * @param outcomes the last word on each key of the run
 * @param records how many records the run had
 * @param unaddressable how many of them no request could name
 */
public record Delta(Map<EntityId, Outcome> outcomes, int records, int unaddressable) {}
