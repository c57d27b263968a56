/**
 * Who a client is: SASL mechanisms, the accounts they prove and the limits that make guessing
 * hopeless. Knows nothing of SMTP but the reply of a malformed exchange, so that each mechanism can
 * be read beside its standard. Nothing here may tell a stranger whether an account exists: not by
 * reply, not by time, not by a salt.
 *
 * <p>Standards: RFC 4422 (SASL, EXTERNAL), RFC 4616 (PLAIN), RFC 5802 and 7677 (SCRAM-SHA-256),
 * draft-murchison-sasl-login (LOGIN).
 */
@NullMarked
package io.postern.inbound.auth;

import org.jspecify.annotations.NullMarked;
