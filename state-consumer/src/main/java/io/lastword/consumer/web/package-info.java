/** HTTP in, for operators: what a consumer can be asked to do. */
package io.lastword.consumer.web;
