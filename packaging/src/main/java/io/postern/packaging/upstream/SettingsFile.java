package io.postern.packaging.upstream;

import io.postern.config.Problems;
import io.postern.config.YamlNode;
import io.postern.config.YamlTree;
import io.postern.config.settings.Settings;
import io.postern.config.settings.SettingsLoader;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code postern.yaml} with an upstream more. The text that is there stays as it is, comments
 * included; what comes out is loaded and compared before it replaces anything.
 */
public final class SettingsFile {
  private static final String KEY = "upstreams";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path home;
  private final Path file;
  private final String text;
  private final Settings settings;

  /**
   * @throws IOException where it cannot be read
   * @throws io.postern.config.ConfigException where it cannot be used
   */
  public SettingsFile(Path home) throws IOException {
    this.home = home;
    this.file = home.resolve(SettingsLoader.FILE);
    this.text = Files.readString(file, StandardCharsets.UTF_8);
    this.settings = SettingsLoader.parse(home, text);
  }

  /** As they are. */
  public Settings settings() {
    return settings;
  }

  /**
   * What the settings would be with the upstream, before its secrets were made.
   *
   * @throws io.postern.config.ConfigException where it is not usable
   * @throws IllegalArgumentException where the file is written in a way that cannot be added to
   */
  public Settings tried(Stanza stanza) {
    return checked(with(stanza.trial()));
  }

  /**
   * Replaces the file by one with the upstream.
   *
   * @return the copy of the old one
   * @throws IOException where it cannot be written, or somebody else just changed it
   * @throws io.postern.config.ConfigException where it is not usable; the old file stays
   */
  public Path add(Stanza stanza, Instant now) throws IOException {
    String fresh = with(stanza.lines());
    checked(fresh);
    if (!Files.readString(file, StandardCharsets.UTF_8).equals(text)) {
      throw new IOException("somebody else just changed " + file);
    }
    Path backup = home.resolve(SettingsLoader.FILE + ".bak-" + STAMP.format(now));
    Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
    HomeFile.write(file, fresh, Files.getPosixFilePermissions(file));
    return backup;
  }

  /** Loads the text and compares: one upstream more, at the end, and nothing else is different. */
  private Settings checked(String fresh) {
    Settings loaded = SettingsLoader.parse(home, fresh);
    int count = settings.upstreams().size();
    boolean oneMore =
        loaded.upstreams().size() == count + 1
            && loaded.upstreams().subList(0, count).equals(settings.upstreams());
    if (!oneMore
        || !Arrays.stream(Settings.class.getRecordComponents()).allMatch(c -> same(c, loaded))) {
      throw byHand();
    }
    return loaded;
  }

  private boolean same(RecordComponent component, Settings loaded) {
    try {
      return component.getName().equals(KEY)
          || Objects.equals(
              component.getAccessor().invoke(settings), component.getAccessor().invoke(loaded));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private String with(List<String> item) {
    YamlNode.Mapping root = root();
    YamlNode.Entry entry = root.entries().get(KEY);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (entry == null) {
      lines.addAll(List.of("", KEY + ":"));
      item.forEach(l -> lines.add("  " + l));
      return joined(lines);
    }
    String indent = indent(entry, lines);
    lines.addAll(end(root, entry, lines), item.stream().map(l -> indent + l).toList());
    return joined(lines);
  }

  private YamlNode.Mapping root() {
    Problems problems = new Problems();
    Optional<YamlNode> root = YamlTree.parse(file.toString(), text, problems);
    if (root.isPresent() && root.get() instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw byHand();
  }

  /** That of the items that are there. */
  private static String indent(YamlNode.Entry entry, List<String> lines) {
    if (entry.value() instanceof YamlNode.Sequence s && !s.items().isEmpty()) {
      String first = lines.get(s.items().getFirst().location().line() - 1);
      int dash = first.indexOf('-');
      if (dash < 0 || !first.substring(0, dash).isBlank()) {
        throw byHand();
      }
      return first.substring(0, dash);
    }
    int key = entry.key().line() - 1;
    lines.set(key, lines.get(key).replaceFirst("^" + KEY + ":\\s*\\[\\s*]", KEY + ":"));
    return "  ";
  }

  /** The line before which the next item goes: behind the last one, before comments that follow. */
  private static int end(YamlNode.Mapping root, YamlNode.Entry entry, List<String> lines) {
    int end =
        root.entries().values().stream()
            .map(e -> e.key().line() - 1)
            .filter(l -> l > entry.key().line() - 1)
            .min(Comparator.naturalOrder())
            .orElse(lines.size());
    while (isBlankOrComment(lines.get(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isBlankOrComment(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static IllegalArgumentException byHand() {
    return new IllegalArgumentException(
        "postern.yaml is written in a way that cannot be added to safely; add the upstream by hand");
  }
}
