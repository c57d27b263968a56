package io.postern.packaging.cli;

import io.postern.core.audit.ChainHead;
import io.postern.core.trail.Verification;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern audit verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Find any edit, removal or reorder in the audit trail.",
      "Prints where each chain ends; kept elsewhere, these lines show later that nothing was rolled back. Exit code 1 where something is wrong."
    },
    footer = {"", "Example:", "  postern audit verify --home /etc/postern"})
final class AuditVerifyCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    Verification found = OpenStore.with(home, store -> store.audit().verify());
    output.print(object(found), () -> text(found));
    return found.intact() ? Postern.GOOD : Postern.FINDING;
  }

  private static Map<String, Object> object(Verification found) {
    return Map.of(
        "intact", found.intact(),
        "links", found.links(),
        "heads", found.heads().stream().map(AuditVerifyCommand::head).toList(),
        "findings", found.findings().stream().map(Verification.Finding::toString).toList());
  }

  private static Map<String, Object> head(ChainHead head) {
    String hash = HexFormat.of().formatHex(head.hash());
    return Map.of("stream", head.stream(), "seq", head.seq(), "hash", hash);
  }

  private static String text(Verification found) {
    Table heads = new Table("STREAM", "ENDS AT", "HASH");
    for (ChainHead h : found.heads()) {
      heads.row(h.stream(), Long.toString(h.seq()), HexFormat.of().formatHex(h.hash()));
    }
    List<String> findings = found.findings().stream().map(f -> "WRONG  " + f).toList();
    String result = found.intact() ? "intact" : String.join("\n", findings);
    return heads + "\n" + found.links() + " links: " + result;
  }
}
