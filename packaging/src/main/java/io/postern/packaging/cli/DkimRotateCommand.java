package io.postern.packaging.cli;

import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.dkim.DkimKey;
import io.postern.core.dkim.DkimKey.State;
import io.postern.core.dkim.DkimKeys;
import io.postern.core.dkim.Publication;
import io.postern.core.port.TxtLookup;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern dkim rotate}. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Have the new keys of a domain sign in the place of the old.",
      "A key begins to sign where its record is in the DNS, and the one before it is retired. Of"
          + " several new ones of a kind the newest signs, and the others are retired too. Where"
          + " there is no new key, makes them and prints their records: publish those and run this"
          + " again. Exit code 1 where a record is not published."
    },
    footer = {"", "Example:", "  postern dkim rotate --home /etc/postern example.org"})
final class DkimRotateCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "DOMAIN", description = "The domain in From.")
  private String domain = "";

  @Override
  public Integer call() {
    List<DkimKey> pending = of(State.PENDING);
    return pending.isEmpty() ? begin() : finish(pending);
  }

  private List<DkimKey> of(State state) {
    return OpenStore.with(home, stores -> stores.dkim().of(domain)).stream()
        .filter(k -> k.state() == state)
        .toList();
  }

  /** New keys of the kinds that sign now. */
  private int begin() {
    List<DkimAlgorithm> used = of(State.ACTIVE).stream().map(DkimKey::algorithm).toList();
    List<DkimAlgorithm> wanted = used.isEmpty() ? Arrays.asList(DkimAlgorithm.values()) : used;
    List<DkimKey> made =
        OpenStore.with(home, stores -> wanted.stream().map(a -> create(stores.dkim(), a)).toList());
    output.print(made.stream().map(DkimText::object).toList(), () -> DkimText.toPublish(made));
    return Postern.GOOD;
  }

  private DkimKey create(DkimKeys keys, DkimAlgorithm algorithm) {
    return keys.create(domain, Optional.empty(), algorithm, Operator.name());
  }

  private int finish(List<DkimKey> pending) {
    TxtLookup dns = Network.dns(home.settings());
    Map<DkimKey, Publication> found = new LinkedHashMap<>();
    pending.forEach(key -> found.put(key, Publication.of(key, dns)));
    Map<DkimAlgorithm, DkimKey> newest = newest(found);
    List<DkimKey> superseded =
        pending.stream().filter(k -> isBefore(k, newest.get(k.algorithm()), pending)).toList();
    OpenStore.with(
        home,
        stores -> {
          newest.values().forEach(k -> stores.dkim().activate(k, Operator.name()));
          superseded.forEach(k -> stores.dkim().retire(k.domain(), k.selector(), Operator.name()));
          return Boolean.TRUE;
        });
    output.print(DkimText.objects(found, superseded), () -> DkimText.rotated(found, superseded));
    return newest.size() + superseded.size() == pending.size() ? Postern.GOOD : Postern.FINDING;
  }

  /** Of the keys that are published the last one of each kind. */
  private static Map<DkimAlgorithm, DkimKey> newest(Map<DkimKey, Publication> found) {
    Map<DkimAlgorithm, DkimKey> newest = new EnumMap<>(DkimAlgorithm.class);
    found.forEach((key, publication) -> {
      if (publication == Publication.PUBLISHED) {
        newest.put(key.algorithm(), key);
      }
    });
    return newest;
  }

  /** Whether a key never gets to sign, as a newer one of its kind does. */
  private static boolean isBefore(DkimKey key, @Nullable DkimKey newest, List<DkimKey> inOrder) {
    return newest != null && inOrder.indexOf(key) < inOrder.indexOf(newest);
  }
}
