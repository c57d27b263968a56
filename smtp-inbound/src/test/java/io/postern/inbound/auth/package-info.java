/** Tests of the parts of authentication, without a socket. */
@NullMarked
package io.postern.inbound.auth;

import org.jspecify.annotations.NullMarked;
