/**
 * What can be configured, told from the records themselves: the reference page and the commented
 * file that a new home starts with. Made, not written, so that they cannot be wrong.
 */
@NullMarked
package io.postern.config.reference;

import org.jspecify.annotations.NullMarked;
