@NullMarked
package io.postern.core.model;

import org.jspecify.annotations.NullMarked;
