/** How the services reach Redis. */
package io.lastword.kit.redis;
