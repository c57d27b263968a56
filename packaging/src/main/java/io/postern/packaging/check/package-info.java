/**
 * Everything that would stop or weaken a gateway, found before it starts: the configuration and
 * policies, certificates, file modes, disk, ports, name resolution, the clock.
 */
@NullMarked
package io.postern.packaging.check;

import org.jspecify.annotations.NullMarked;
