/**
 * What was found out a moment ago, so that many deliveries to one domain ask the DNS and its policy
 * server once.
 */
@NullMarked
package io.postern.outbound.cache;

import org.jspecify.annotations.NullMarked;
