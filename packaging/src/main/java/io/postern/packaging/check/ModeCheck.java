package io.postern.packaging.check;

import io.postern.config.settings.PortalSettings;
import io.postern.config.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who else on this machine may read keys and data, or change the settings. */
final class ModeCheck implements Check {
  private static final String AREA = "file mode";
  private static final Set<PosixFilePermission> ANY_OTHER =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.GROUP_WRITE);
  private static final Set<PosixFilePermission> FOREIGN_WRITE =
      Set.of(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

  private final Path file;

  ModeCheck(Path file) {
    this.file = file;
  }

  @Override
  public List<Finding> examine(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    for (Path key : secrets(settings)) {
      findings.add(judge(key, ANY_OTHER, "others may get at it"));
    }
    if (Files.exists(settings.server().data())) {
      findings.add(judge(settings.server().data(), ANY_OTHER, "others may get at it"));
    }
    findings.add(judge(file, FOREIGN_WRITE, "others may change it"));
    findings.add(judge(settings.policy().directory(), FOREIGN_WRITE, "others may change it"));
    return findings;
  }

  private static Set<Path> secrets(Settings settings) {
    Set<Path> keys = new LinkedHashSet<>();
    settings.sealing().keyFile().ifPresent(keys::add);
    settings.listeners().stream()
        .map(Settings.Listener::key)
        .flatMap(Optional::stream)
        .forEach(keys::add);
    settings.portal().flatMap(PortalSettings::key).ifPresent(keys::add);
    settings.upstreams().stream()
        .flatMap(u -> u.secretHeader().stream())
        .flatMap(h -> h.file().stream())
        .forEach(keys::add);
    return keys;
  }

  private static Finding judge(Path path, Set<PosixFilePermission> forbidden, String why) {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      String text = PosixFilePermissions.toString(mode);
      return mode.stream().anyMatch(forbidden::contains)
          ? Finding.error(AREA, path, text + ": " + why)
          : Finding.good(AREA, path, text);
    } catch (IOException e) {
      return Finding.error(AREA, path, "cannot be looked at");
    }
  }
}
