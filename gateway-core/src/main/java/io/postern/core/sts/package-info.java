/**
 * Keeps what receivers demand of our TLS over a restart.
 *
 * <p>Standards: RFC 8461 (MTA-STS).
 */
@NullMarked
package io.postern.core.sts;

import org.jspecify.annotations.NullMarked;
