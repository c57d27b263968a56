/**
 * Mail that others encrypted to keys of ours, opened on its way back to our own people. Whoever
 * wrote it may be an enemy, also of somebody else's letter: nothing that is not authentic is shown
 * as such, and nobody outside learns whether anything was opened.
 *
 * <p>Standards: RFC 8551 (S/MIME), RFC 5652 and 5083 (CMS), RFC 3156 (PGP/MIME), RFC 9580
 * (OpenPGP), RFC 9788 (header protection), RFC 1847 (multipart/signed).
 */
@NullMarked
package io.postern.outbound.unwrap;

import org.jspecify.annotations.NullMarked;
