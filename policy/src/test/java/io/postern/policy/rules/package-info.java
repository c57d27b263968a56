/** Tests. */
@NullMarked
package io.postern.policy.rules;

import org.jspecify.annotations.NullMarked;
