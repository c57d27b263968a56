/**
 * The domain: records and sealed types, no library types, no I/O. A {@code switch} over a sealed
 * type here has no {@code default}, so that the compiler finds the case that somebody forgot.
 *
 * <p>Standards: RFC 5321 (paths, replies), RFC 3461 (DSN parameters), RFC 3463 (enhanced codes).
 */
@NullMarked
package io.postern.core.model;

import org.jspecify.annotations.NullMarked;
