/** Forms of text that everything else uses: strict UTF-8, percent-encoding, instants. */
package io.lastword.model.text;
