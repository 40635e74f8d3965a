/** The token that writes and reads hand out and take back: positions of the log as opaque text. */
package io.lastword.model.token;
