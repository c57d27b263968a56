/** Tests. */
@NullMarked
package io.postern.policy.extract;

import org.jspecify.annotations.NullMarked;
