/**
 * Lists that stand in files beside the policies: partners, patients, networks. A list that changes
 * is read again while the gateway runs; one that is gone makes the rules that ask for it
 * undecidable, and what they would decide is held.
 *
 * <p>Standards: RFC 4632 and RFC 4291 2.3 (CIDR notation).
 */
@NullMarked
package io.postern.policy.list;

import org.jspecify.annotations.NullMarked;
