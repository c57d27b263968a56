package io.postern.packaging.cli;

import io.postern.core.audit.AuditLink;
import io.postern.core.model.MessageId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern audit show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Tell the whole story of one message.",
      "Exit code 1 where the trail knows no such message."
    },
    footer = {
      "",
      "Example:",
      "  postern audit show --home /etc/postern 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class AuditShowCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      paramLabel = "ID",
      converter = MessageIdConverter.class,
      description = "The message's id, as in logs and Received headers.")
  private @Nullable MessageId id;

  @Override
  public Integer call() {
    MessageId wanted = java.util.Objects.requireNonNull(id);
    List<AuditLink> links = OpenStore.with(home, store -> store.audit().ofMessage(wanted));
    output.print(
        links.stream().map(AuditText::object).toList(), () -> AuditStory.tell(wanted, links));
    return links.isEmpty() ? Postern.FINDING : Postern.GOOD;
  }
}
