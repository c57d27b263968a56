/**
 * Decides whether a message holds protected health information: an identifier of a person together
 * with something about that person's health, care or payment (45 CFR 160.103, 164.514(b)(2)).
 *
 * <p>{@link RuleSet} holds what YAML sets: packs that ship, and a file of the home. One pass over
 * the text hashes its words through one trie of health terms and keywords and notes every number
 * and capitalised word; rules then look only at what was noted. Patterns of administrators run on
 * RE2/J. So the time is linear in the text whatever it holds.
 *
 * <p>Standards: 45 CFR 164.514(b)(2)(i) (the eighteen identifiers), CMS "Understanding the MBI
 * Format", ISO/IEC 7812-1 (Luhn), HL7 v2 PID, X12 NM1, FHIR Patient, C-CDA recordTarget.
 */
@NullMarked
package io.postern.policy.detect;

import org.jspecify.annotations.NullMarked;
