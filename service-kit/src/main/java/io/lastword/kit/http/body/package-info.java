/** Request bodies: their content coding, and how a refused one is got rid of. */
package io.lastword.kit.http.body;
