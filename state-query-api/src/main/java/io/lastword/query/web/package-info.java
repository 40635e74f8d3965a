/** What all answers share: how current they are, how much memory they hold, how waiting and problems are told. */
package io.lastword.query.web;
