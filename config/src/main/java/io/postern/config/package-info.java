/**
 * YAML to checked immutable records, with file, line and column for every complaint; and JSON the
 * other way. Knows no mail.
 *
 * <p>The way: {@link io.postern.config.YamlTree} reads a file into {@link
 * io.postern.config.YamlNode nodes}, {@link io.postern.config.Binder} makes records of them, {@link
 * io.postern.config.Problems} collects what is wrong.
 *
 * <p>Standards: YAML 1.2.2 (one document, core values decided by the target's type: {@code no} and
 * {@code 010} stay text); RFC 8259 (JSON).
 */
@NullMarked
package io.postern.config;

import org.jspecify.annotations.NullMarked;
