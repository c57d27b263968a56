package io.postern.packaging.cli;

import io.postern.core.dkim.DkimKey;
import io.postern.core.dkim.Publication;
import io.postern.core.port.TxtLookup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern dkim publish-record}. */
@Command(
    name = "publish-record",
    mixinStandardHelpOptions = true,
    description = {
      "Print the TXT records of a domain's keys, and which are published.",
      "Exit code 1 where one is not, or the domain has no key."
    },
    footer = {"", "Example:", "  postern dkim publish-record --home /etc/postern example.org"})
final class DkimPublishRecordCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "DOMAIN", description = "The domain in From.")
  private String domain = "";

  @Override
  public Integer call() {
    List<DkimKey> keys =
        OpenStore.with(home, stores -> stores.dkim().of(domain)).stream()
            .filter(k -> k.state() != DkimKey.State.RETIRED)
            .toList();
    TxtLookup dns = Network.dns(home.settings());
    Map<DkimKey, Publication> found = new LinkedHashMap<>();
    keys.forEach(key -> found.put(key, Publication.of(key, dns)));
    output.print(DkimText.objects(found), () -> DkimText.published(found));
    boolean all = found.values().stream().allMatch(p -> p == Publication.PUBLISHED);
    return all && !keys.isEmpty() ? Postern.GOOD : Postern.FINDING;
  }
}
