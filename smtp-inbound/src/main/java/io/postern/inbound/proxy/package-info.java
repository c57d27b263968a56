/**
 * Behind a load balancer every connection comes from its address. The PROXY protocol says who the
 * client really is; believing it from anybody else would let every stranger choose an address, so
 * it is read from configured balancers only, and from them always.
 *
 * <p>Standards: the PROXY protocol, versions 1 and 2 (haproxy, doc/proxy-protocol.txt).
 */
@NullMarked
package io.postern.inbound.proxy;

import org.jspecify.annotations.NullMarked;
