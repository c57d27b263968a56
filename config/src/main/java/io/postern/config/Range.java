package io.postern.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values a key may have, both ends included, written as they would be in the file ({@code
 * "1s"}, {@code "64KiB"}, {@code "0.5"}). On a list it holds for every item.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  String min();

  String max();
}
