/** Headers of load balancers, good and bad. */
@NullMarked
package io.postern.inbound.proxy;

import org.jspecify.annotations.NullMarked;
