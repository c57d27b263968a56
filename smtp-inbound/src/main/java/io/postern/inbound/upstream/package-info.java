/**
 * Whom to believe: what a message must prove before it may be relayed, by the kind of upstream. The
 * addresses of Microsoft 365 and Google are shared by all of their tenants, so that an address
 * alone proves nothing.
 */
@NullMarked
package io.postern.inbound.upstream;

import org.jspecify.annotations.NullMarked;
