package io.postern.outbound.discover;

import io.postern.core.keys.KeyKind;
import io.postern.core.keys.OwnKeys.Own;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a Web Key Directory (draft-koch-openpgp-webkey-service 3.1, 4.5). Each is put in its
 * place in one step, so that nobody ever fetches half a key.
 */
public final class WebKeyTree {
  private static final Pattern HASH = Pattern.compile("[a-z0-9]{32}");

  /** In each folder that we write; says for which domain. */
  private static final String MARK = ".postern";

  private WebKeyTree() {}

  /**
   * Writes both layouts below a web server's root: the advanced one for each domain, and the direct
   * one where all our keys are of one domain. Files of keys that are no longer ours go, also where
   * their domain has none any more.
   *
   * @param keys all that are to be published
   * @param only the domain whose files are written and cleaned; without it all
   * @return what was written, relative to the root
   */
  public static List<Path> write(Path root, List<Own> keys, Optional<String> only)
      throws IOException {
    Map<String, Map<String, byte[]>> domains = byDomain(keys);
    Path base = root.resolve(".well-known").resolve("openpgpkey");
    Map<Path, String> folders = new LinkedHashMap<>();
    domains.keySet().forEach(domain -> folders.put(base.resolve(domain), domain));
    if (domains.size() == 1) {
      folders.put(base, domains.keySet().iterator().next());
    }
    Predicate<String> wanted = domain -> only.isEmpty() || only.get().equals(domain);
    List<Path> written = new ArrayList<>();
    for (Map.Entry<Path, String> folder : folders.entrySet()) {
      String domain = folder.getValue();
      if (wanted.test(domain)) {
        written.addAll(
            write(root, folder.getKey(), domain, domains.getOrDefault(domain, Map.of())));
      }
    }
    for (Path folder : ours(base)) {
      if (!folders.containsKey(folder) && wanted.test(owner(folder))) {
        withdraw(folder);
      }
    }
    return written;
  }

  /** The folders that we wrote; others may serve keys of their own from the same root. */
  private static List<Path> ours(Path base) throws IOException {
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    try (Stream<Path> below = Files.list(base)) {
      return Stream.concat(Stream.of(base), below)
          .filter(folder -> Files.isRegularFile(folder.resolve(MARK)))
          .toList();
    }
  }

  /** The domain whose keys a folder of ours has. */
  private static String owner(Path folder) throws IOException {
    return Files.readString(folder.resolve(MARK), StandardCharsets.UTF_8).strip();
  }

  private static void withdraw(Path folder) throws IOException {
    clean(folder.resolve("hu"), Set.of());
    Files.deleteIfExists(folder.resolve("policy"));
    Files.delete(folder.resolve(MARK));
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

  private static List<Path> write(Path root, Path folder, String domain, Map<String, byte[]> files)
      throws IOException {
    Path hashed = Files.createDirectories(folder.resolve("hu"));
    put(folder.resolve(MARK), (domain + "\n").getBytes(StandardCharsets.UTF_8));
    List<Path> written = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      written.add(root.relativize(put(hashed.resolve(file.getKey()), file.getValue())));
    }
    clean(hashed, files.keySet());
    // Without it clients take the directory for none; it may be empty.
    written.add(root.relativize(put(folder.resolve("policy"), new byte[0])));
    return written;
  }

  private static void clean(Path hashed, Set<String> stay) throws IOException {
    if (!Files.isDirectory(hashed)) {
      return;
    }
    try (Stream<Path> there = Files.list(hashed)) {
      for (Path file : there.toList()) {
        String name = String.valueOf(file.getFileName());
        if (HASH.matcher(name).matches() && !stay.contains(name)) {
          Files.delete(file);
        }
      }
    }
  }

  private static Path put(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName() + ".new");
    Files.write(next, content);
    return Files.move(
        next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
