/** Tests. */
@NullMarked
package io.postern.policy.extract.worker;

import org.jspecify.annotations.NullMarked;
