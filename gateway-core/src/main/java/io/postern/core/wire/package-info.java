/**
 * Bytes on a connection: blocking TCP and TLS for virtual threads, with Netty's native TLS engine
 * or the JDK's.
 *
 * <p>Standards: RFC 3207 (STARTTLS), RFC 8446 (TLS 1.3), NIST SP 800-52r2 (versions and suites).
 */
@NullMarked
package io.postern.core.wire;

import org.jspecify.annotations.NullMarked;
