/**
 * Keys of recipients that nobody imported: where they are published, in which order they are looked
 * for and how long an answer counts, so that mail can be encrypted to strangers without a key
 * service's fault ever costing more than a few seconds or any protection.
 *
 * <p>Standards: draft-koch-openpgp-webkey-service (WKD), RFC 7929 (OPENPGPKEY), RFC 8162 (SMIMEA),
 * RFC 4511, RFC 4515 and RFC 4523 (LDAP, its filters and certificates in it).
 */
@NullMarked
package io.postern.outbound.discover;

import org.jspecify.annotations.NullMarked;
