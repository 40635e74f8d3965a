/** Puts the rooms of the state consumer together. */
package io.lastword.consumer.config;
