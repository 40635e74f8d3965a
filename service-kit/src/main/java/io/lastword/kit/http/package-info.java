/** What every request of every service needs: one way to answer what fails, and what is refused before it reaches a service. */
package io.lastword.kit.http;
