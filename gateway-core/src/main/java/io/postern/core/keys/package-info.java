/**
 * Keys and passwords: what proves who somebody is, and what their mail is encrypted to.
 *
 * <p>Standards: RFC 9106 (Argon2).
 */
@NullMarked
package io.postern.core.keys;

import org.jspecify.annotations.NullMarked;
