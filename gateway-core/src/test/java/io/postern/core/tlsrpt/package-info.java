@NullMarked
package io.postern.core.tlsrpt;

import org.jspecify.annotations.NullMarked;
