/** Attacks on the listener, one to a file, each named by how it must behave. */
@NullMarked
package io.postern.inbound.redteam;

import org.jspecify.annotations.NullMarked;
