/**
 * Policies as text files: which protection each recipient of each message gets, and why. The first
 * rule whose conditions all hold decides for a recipient; where none does, the message is held.
 *
 * <p>Standards: RFC 8689 (REQUIRETLS), RFC 3463 (5.7.1, delivery not authorized).
 */
@NullMarked
package io.postern.policy.rules;

import org.jspecify.annotations.NullMarked;
