/**
 * The settings tree: what {@code postern.yaml} may say, each key with its default and its
 * documentation.
 */
@NullMarked
package io.postern.config.settings;

import org.jspecify.annotations.NullMarked;
