/** One thread per entity type, which takes readers and builds in turn, and what shows how it stands. */
package io.lastword.consumer.loop;
