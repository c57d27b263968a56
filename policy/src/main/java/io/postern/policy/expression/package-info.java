/** Conditions in CEL, the Common Expression Language, for what the others cannot say. */
@NullMarked
package io.postern.policy.expression;

import org.jspecify.annotations.NullMarked;
