/**
 * A whole world around one gateway, on loopback and with real protocols: names, authorities,
 * receiving servers of every kind, recipients with keys, and messages to send them. It shows in a
 * minute what the gateway does, and it is the stage of the end-to-end tests. It uses the gateway as
 * everybody does: by its configuration, its port and its records; there is no test hook.
 *
 * <p>Standards: RFC 1035 and RFC 6891 for the names, RFC 5321 and RFC 3207 for the servers, RFC
 * 5280 and RFC 8550 for the certificates.
 */
@NullMarked
package io.postern.packaging.demo;

import org.jspecify.annotations.NullMarked;
