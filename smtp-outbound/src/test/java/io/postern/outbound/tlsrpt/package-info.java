/** Reports on TLS: what is counted, and that reports arrive. */
@org.jspecify.annotations.NullMarked
package io.postern.outbound.tlsrpt;
