/**
 * The whole gateway from outside: real sockets, real processes, a real disk. One scenario per file;
 * the file's name is the promise that it tests.
 *
 * <p>Standards: RFC 5321, RFC 3207, RFC 3464.
 */
@NullMarked
package io.postern.packaging.journey;

import org.jspecify.annotations.NullMarked;
