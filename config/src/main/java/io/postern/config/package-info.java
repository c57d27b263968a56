/**
 * YAML to checked immutable records, with file, line and column for every complaint; and JSON the
 * other way. Knows no mail.
 */
@NullMarked
package io.postern.config;

import org.jspecify.annotations.NullMarked;
