@NullMarked
package io.postern.core.consent;

import org.jspecify.annotations.NullMarked;
