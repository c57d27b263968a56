/**
 * What happened to every message, as sealed event types in a hash chain. An event is appended in
 * the same transaction as the change that it tells; where it cannot be written, the change does not
 * happen.
 *
 * <p>Standards: 45 CFR 164.312(b) audit controls, 164.312(e) transmission security,
 * 164.316(b)(2)(i) six years.
 */
@NullMarked
package io.postern.core.audit;

import org.jspecify.annotations.NullMarked;
