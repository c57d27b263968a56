package io.postern.config.settings;

import io.postern.config.Binder;
import io.postern.config.ConfigException;
import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.config.YamlTree;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code postern.yaml} and finds everything wrong with it before any port is opened. */
public final class SettingsLoader {
  public static final String FILE = "postern.yaml";

  private SettingsLoader() {}

  /**
   * The settings of a home, with every path resolved against it.
   *
   * @throws ConfigException with all problems of the file, each with line and column
   */
  public static Settings load(Path home) {
    Problems problems = new Problems();
    Optional<Settings> settings = load(home, problems);
    problems.throwIfAny();
    return settings.orElseThrow();
  }

  /** As {@link #load(Path)}, adding to the problems; empty where no settings came of it. */
  public static Optional<Settings> load(Path home, Problems problems) {
    return YamlTree.read(home.resolve(FILE), problems).flatMap(r -> settings(home, r, problems));
  }

  /**
   * What the settings of a home would be if the file held this text.
   *
   * @throws ConfigException with all problems of the text
   */
  public static Settings parse(Path home, String text) {
    Problems problems = new Problems();
    Optional<Settings> settings =
        YamlTree.parse(home.resolve(FILE).toString(), text, problems)
            .flatMap(r -> settings(home, r, problems));
    problems.throwIfAny();
    return settings.orElseThrow();
  }

  private static Optional<Settings> settings(Path home, YamlNode root, Problems problems) {
    Optional<Settings> settings = new Binder(home, problems).bind(root, Settings.class);
    settings.ifPresent(s -> new SettingsRules(s, root, problems).check());
    return settings;
  }
}
