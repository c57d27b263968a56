@NullMarked
package io.postern.config.settings;

import org.jspecify.annotations.NullMarked;
