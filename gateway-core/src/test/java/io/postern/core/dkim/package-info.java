@NullMarked
package io.postern.core.dkim;

import org.jspecify.annotations.NullMarked;
