/** Problems: what is answered where a request fails, whoever notices it. */
package io.lastword.kit.http.problems;
