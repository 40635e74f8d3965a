/** What the consumer says about itself to operators. */
package io.lastword.consumer.health;
