/**
 * Policy files as they are written: what their keys are, what they mean, and what is wrong with one
 * by itself. The reference page and the JSON Schema for editors are made of these records.
 */
@NullMarked
package io.postern.policy.language;

import org.jspecify.annotations.NullMarked;
