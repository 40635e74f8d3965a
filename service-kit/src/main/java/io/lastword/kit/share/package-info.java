/** What many ask for at once is done once. */
package io.lastword.kit.share;
