/**
 * What the journey of a message needs of others: policy, courier, portal, content. Implemented
 * elsewhere, faked in tests.
 */
@NullMarked
package io.postern.core.port;

import org.jspecify.annotations.NullMarked;
