/** How requests reach every service; the configuration of its rules, bodies and problems. */
package io.lastword.kit.http;
