@NullMarked
package io.postern.web;

import org.jspecify.annotations.NullMarked;
