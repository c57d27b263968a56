/** How mail for a domain would leave, found out without sending any. */
@NullMarked
package io.postern.outbound.probe;

import org.jspecify.annotations.NullMarked;
