/** Tests of trying other policies on real mail. */
@NullMarked
package io.postern.policy.shadow;

import org.jspecify.annotations.NullMarked;
