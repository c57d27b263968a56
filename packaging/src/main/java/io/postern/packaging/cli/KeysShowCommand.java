package io.postern.packaging.cli;

import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Show all about a key.",
      "What it says of itself, where it came from, who said what of it. Exit code 1 where there is no such key or it would not be used."
    },
    footer = {"", "Example:", "  postern keys show --home /etc/postern 3aa5c34371567bd2"})
final class KeysShowCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "FINGERPRINT", description = "As in postern keys list.")
  private String fingerprint = "";

  @Override
  public Integer call() {
    Map<KeyEntry, Map<String, Object>> keys =
        OpenStore.with(home, store -> described(store.keys()));
    output.print(List.copyOf(keys.values()), () -> text(keys.values()));
    return keys.isEmpty() ? Postern.FINDING : KeysText.exitCode(List.copyOf(keys.keySet()));
  }

  private Map<KeyEntry, Map<String, Object>> described(KeyDirectory directory) {
    Map<KeyEntry, Map<String, Object>> all = new LinkedHashMap<>();
    for (KeyEntry key : directory.find(fingerprint)) {
      Map<String, Object> object = KeysText.object(key);
      object.putAll(directory.facts(key));
      all.put(key, object);
    }
    return all;
  }

  private static String text(Iterable<Map<String, Object>> keys) {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> key : keys) {
      text.append(
          key.entrySet().stream()
              .map(fact -> fact.getKey() + ": " + KeysText.plain(fact.getValue()))
              .collect(Collectors.joining("\n", "", "\n\n")));
    }
    return text.toString();
  }
}
