/** The causes of errors, each with a stable problem type. */
package io.lastword.model.problem;
