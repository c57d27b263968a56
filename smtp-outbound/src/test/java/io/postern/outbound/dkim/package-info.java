/** Signatures, judged by a verifier that other people wrote. */
@NullMarked
package io.postern.outbound.dkim;

import org.jspecify.annotations.NullMarked;
