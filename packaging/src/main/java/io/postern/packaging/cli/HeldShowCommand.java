package io.postern.packaging.cli;

import io.postern.core.audit.AuditLink;
import io.postern.core.port.Content;
import io.postern.core.queue.HeldMail.Choice;
import io.postern.core.store.QueueAdminStore.Row;
import io.postern.packaging.Stores;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern held show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Show what is known of a held message, with masked evidence.",
      "The content itself only with --content and a reason, which the audit trail keeps. Exit code 1 where nothing of it is held."
    },
    footer = {
      "",
      "Example:",
      "  postern held show --home /etc/postern --content --reason 'complaint 1234' 01KA3W7T0QZ5V8N2M4XBD6CEFG"
    })
final class HeldShowCommand implements Callable<Integer> {
  @Mixin private HeldMessage message = new HeldMessage();

  @Option(
      names = "--content",
      description = "Print the message as it is stored, without anything that steers a terminal.")
  private boolean content;

  @Option(
      names = {"--reason", "--why"},
      defaultValue = "",
      paramLabel = "TEXT",
      description = "Why the content is read, for the audit trail; no patient data.")
  private String reason = "";

  @Override
  public Integer call() {
    Choice choice = message.choice();
    return message.store(stores -> {
      List<Row> rows = stores.held().show(choice);
      if (content && !rows.isEmpty()) {
        read(stores, choice);
      } else {
        facts(rows, stores.audit().ofMessage(choice.message()));
      }
      return rows.isEmpty() ? Postern.FINDING : Postern.GOOD;
    });
  }

  private void facts(List<Row> rows, List<AuditLink> story) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("deliveries", rows.stream().map(HeldText::object).toList());
    object.put("events", story.stream().map(AuditText::object).toList());
    message
        .output()
        .print(
            rows.isEmpty() ? Map.of("deliveries", List.of()) : object,
            () ->
                rows.isEmpty()
                    ? "nothing of it is held"
                    : HeldText.terms(rows) + AuditStory.tell(rows.getFirst().message(), story));
  }

  private void read(Stores stores, Choice choice) {
    if (message.output().json()) {
      throw new Refused("--content prints the message itself, not JSON");
    }
    try {
      Content stored = stores.held().read(choice.message(), Operator.name(), reason);
      TerminalText.print(stored, message.output().out());
    } catch (IOException e) {
      throw new Refused("the content cannot be read: " + e.getMessage(), e);
    }
  }
}
