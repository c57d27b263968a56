/**
 * What a rule can ask about a message and a recipient. A condition is made once, when the policies
 * are loaded, and asked for every message; what it asks of the message alone is asked once per
 * message, whoever its recipients are.
 *
 * <p>Standards: RFC 5321 (paths), RFC 5890 (A-labels), RFC 4021 (Sensitivity).
 */
@NullMarked
package io.postern.policy.condition;

import org.jspecify.annotations.NullMarked;
