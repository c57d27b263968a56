package io.postern.packaging.check;

import io.postern.config.settings.Settings;
import java.util.List;

/** Looks at one kind of thing that may be wrong around good settings. */
@FunctionalInterface
public interface Check {
  /** What it saw, also where all is well; never an exception for what it looks at. */
  List<Finding> examine(Settings settings);
}
