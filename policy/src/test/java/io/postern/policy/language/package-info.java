/** Tests. */
@NullMarked
package io.postern.policy.language;

import org.jspecify.annotations.NullMarked;
