/** Tests of the command grammar. */
@NullMarked
package io.postern.inbound.syntax;

import org.jspecify.annotations.NullMarked;
