/**
 * The register of consents: a patient who was warned of the risk may choose plain e-mail, and the
 * organisation must be able to show who was warned of what, when, and whether it still holds. Rules
 * ask it by the condition {@code consent}. Nothing is ever overwritten or deleted; a withdrawal is
 * added to what it withdraws.
 *
 * <p>Standards: 45 CFR 164.522(b) and 164.524(c) (the individual's choice), 164.316(b)(2) (six
 * years).
 */
@NullMarked
package io.postern.core.consent;

import org.jspecify.annotations.NullMarked;
