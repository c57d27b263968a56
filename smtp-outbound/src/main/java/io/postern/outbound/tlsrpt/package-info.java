/**
 * The daily reports that we owe to domains which ask for them: what their hosts' TLS was like for
 * us, by mail or HTTPS. They hold names and addresses of hosts, and nothing of any message.
 *
 * <p>Standards: RFC 8460 (TLS-RPT), RFC 6522 (multipart/report), RFC 8689 (TLS-Required).
 */
@NullMarked
package io.postern.outbound.tlsrpt;

import org.jspecify.annotations.NullMarked;
