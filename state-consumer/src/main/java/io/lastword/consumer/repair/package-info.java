/** What operators have verified: one verification at a time, remembered, and what it finds repaired. */
package io.lastword.consumer.repair;
