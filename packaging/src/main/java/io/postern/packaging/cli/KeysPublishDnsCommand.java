package io.postern.packaging.cli;

import io.postern.outbound.discover.KeyRecordText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern keys publish dns}. */
@Command(
    name = "dns",
    mixinStandardHelpOptions = true,
    description = {
      "Print the OPENPGPKEY and SMIMEA records of our keys.",
      "The zone must be signed (DNSSEC); nobody believes them otherwise. Exit code 1 where there is no key to publish."
    },
    footer = {
      "",
      "Example:",
      "  postern keys publish dns --home /etc/postern --domain example.org"
    })
final class KeysPublishDnsCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();
  @Mixin private OwnDomain domain = new OwnDomain();

  @Override
  public Integer call() {
    List<String> lines =
        domain.keys(home).stream().flatMap(k -> KeyRecordText.lines(k).stream()).toList();
    output.print(lines, () -> String.join("\n", lines));
    return lines.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
