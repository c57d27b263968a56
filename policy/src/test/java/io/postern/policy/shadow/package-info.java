/** Tests. */
@NullMarked
package io.postern.policy.shadow;

import org.jspecify.annotations.NullMarked;
