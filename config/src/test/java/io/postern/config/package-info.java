@NullMarked
package io.postern.config;

import org.jspecify.annotations.NullMarked;
