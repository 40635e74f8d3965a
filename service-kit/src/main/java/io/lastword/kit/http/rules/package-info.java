/** What every request is held to, by the service's own API description. */
package io.lastword.kit.http.rules;
