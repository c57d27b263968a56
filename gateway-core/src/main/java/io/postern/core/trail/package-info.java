/**
 * The audit trail as its readers see it: a message's story, a search, an export, and whether the
 * chains are unbroken. Writing belongs to the store, inside the transaction of what is told.
 *
 * <p>Standards: 45 CFR 164.312(b) audit controls.
 */
@NullMarked
package io.postern.core.trail;

import org.jspecify.annotations.NullMarked;
