/** Protections that change the message: S/MIME, OpenPGP, and the notice of a portal item. */
@NullMarked
package io.postern.outbound.protect;

import org.jspecify.annotations.NullMarked;
