/** Settings, and how the rooms of the state query API are put together. */
package io.lastword.query.config;
