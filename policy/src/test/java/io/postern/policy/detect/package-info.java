/** Tests of the detector, and its measurement over labelled messages. */
@NullMarked
package io.postern.policy.detect;

import org.jspecify.annotations.NullMarked;
