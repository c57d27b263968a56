/**
 * The recipients' portal. The link in a notice only finds an item; reading it takes a code that is
 * mailed to the original recipient and works in the browser that asked for it. GET and HEAD change
 * nothing, because mail scanners follow links before people do.
 *
 * <p>Standards: RFC 9110 (HTTP), RFC 6265bis (cookies with the {@code __Host-} prefix), W3C Content
 * Security Policy 3, RFC 7578 (forms with files), RFC 6266 (Content-Disposition), RFC 5322 and RFC
 * 2045 (the mail that it writes), RFC 3834 (Auto-Submitted).
 */
@NullMarked
package io.postern.web.portal;

import org.jspecify.annotations.NullMarked;
