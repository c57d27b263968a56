/** That the table of tolerances is what the program does. */
@NullMarked
package io.postern.inbound.strict;

import org.jspecify.annotations.NullMarked;
