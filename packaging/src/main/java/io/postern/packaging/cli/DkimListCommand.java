package io.postern.packaging.cli;

import io.postern.core.dkim.DkimKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern dkim list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List every key and since when it signs or does not any more.",
    footer = {"", "Example:", "  postern dkim list --home /etc/postern --json"})
final class DkimListCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    List<DkimKey> keys = OpenStore.with(home, stores -> stores.dkim().list());
    output.print(keys.stream().map(DkimText::object).toList(), () -> DkimText.table(keys));
    return Postern.GOOD;
  }
}
