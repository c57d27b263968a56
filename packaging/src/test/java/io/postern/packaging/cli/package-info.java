@NullMarked
package io.postern.packaging.cli;

import org.jspecify.annotations.NullMarked;
