/**
 * The process in which files are opened, and the gateway's side of it. The gateway sends one file
 * through a pipe and gets back text; it never waits longer than it wants to, believes nothing the
 * process says about sizes, and ends it whenever anything is wrong. The process has no network, no
 * way to write a file, little memory and a lower priority.
 */
@NullMarked
package io.postern.policy.extract.worker;

import org.jspecify.annotations.NullMarked;
