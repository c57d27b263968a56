/**
 * What a scanner, a wrapper and a DSN see of a message; the original bytes are never re-written.
 */
@NullMarked
package io.postern.core.mime;

import org.jspecify.annotations.NullMarked;
