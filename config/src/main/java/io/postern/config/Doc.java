package io.postern.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a key means, in one or two sentences with units and range. The reference page is made of
 * these.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Doc {
  String value();

  /** What somebody might write who has no default to start from, as in the file. */
  String example() default "";
}
