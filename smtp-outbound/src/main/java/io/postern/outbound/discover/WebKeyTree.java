package io.postern.outbound.discover;

import io.postern.core.keys.KeyKind;
import io.postern.core.keys.OwnKeys.Own;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a Web Key Directory (draft-koch-openpgp-webkey-service 3.1, 4.5). Each is put in its
 * place in one step, so that nobody ever fetches half a key.
 */
public final class WebKeyTree {
  private static final Pattern HASH = Pattern.compile("[a-z0-9]{32}");

  private WebKeyTree() {}

  /**
   * Writes both layouts below a web server's root: the advanced one for each domain, and the direct
   * one where there is only one domain. Files of keys that are no longer ours go.
   *
   * @return what was written, relative to the root
   */
  public static List<Path> write(Path root, List<Own> keys) throws IOException {
    Map<String, Map<String, byte[]>> domains = byDomain(keys);
    Path base = root.resolve(".well-known").resolve("openpgpkey");
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, Map<String, byte[]>> domain : domains.entrySet()) {
      written.addAll(write(root, base.resolve(domain.getKey()), domain.getValue()));
      if (domains.size() == 1) {
        written.addAll(write(root, base, domain.getValue()));
      }
    }
    return written;
  }

  /** The keys of one address lie in one file, one after the other. */
  private static Map<String, Map<String, byte[]>> byDomain(List<Own> keys) {
    Map<String, Map<String, byte[]>> domains = new TreeMap<>();
    keys.stream()
        .filter(key -> key.kind() == KeyKind.OPENPGP)
        .forEach(key ->
            domains
                .computeIfAbsent(key.address().domain(), _ -> new TreeMap<>())
                .merge(
                    PublishedName.webKey(key.address()), key.publicPart(), WebKeyTree::together));
    return domains;
  }

  private static byte[] together(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }

  private static List<Path> write(Path root, Path directory, Map<String, byte[]> files)
      throws IOException {
    Path hashed = Files.createDirectories(directory.resolve("hu"));
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      written.add(root.relativize(put(hashed.resolve(file.getKey()), file.getValue())));
    }
    try (Stream<Path> there = Files.list(hashed)) {
      for (Path file : there.toList()) {
        String name = String.valueOf(file.getFileName());
        if (HASH.matcher(name).matches() && !files.containsKey(name)) {
          Files.delete(file);
        }
      }
    }
    // Without it clients take the directory for none; it may be empty.
    written.add(root.relativize(put(directory.resolve("policy"), new byte[0])));
    return written;
  }

  private static Path put(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName() + ".new");
    Files.write(next, content);
    return Files.move(
        next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
