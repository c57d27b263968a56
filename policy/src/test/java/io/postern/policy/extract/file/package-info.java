/** Tests. */
@NullMarked
package io.postern.policy.extract.file;

import org.jspecify.annotations.NullMarked;
