package io.postern.packaging.cli;

import io.postern.config.settings.Settings;
import io.postern.core.model.Decision;
import io.postern.core.model.Envelope;
import io.postern.core.model.EsmtpOptions;
import io.postern.core.model.MessageId;
import io.postern.core.model.Protection;
import io.postern.core.model.Recipient;
import io.postern.core.model.ReversePath;
import io.postern.core.model.Upstream;
import io.postern.packaging.CommandReaders;
import io.postern.packaging.Policies;
import io.postern.policy.rules.Explanation;
import io.postern.policy.rules.Explanation.PerRecipient;
import io.postern.policy.rules.RulesEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern policy explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Show what policy decides for each recipient of a message, and why.",
      "Exit code 1 where a recipient's message would be held or refused."
    },
    footer = {
      "",
      "Example:",
      "  postern policy explain --home /etc/postern --from nurse@clinic.example --to bob@example.org letter.eml"
    })
final class PolicyExplainCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "ADDRESS",
      description = "The envelope's sender; <> for none.")
  private String from = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "ADDRESS",
      description = "A recipient; repeat for more.")
  private List<String> to = List.of();

  @Option(
      names = "--upstream",
      paramLabel = "NAME",
      defaultValue = "none",
      description = "The upstream that the rules see (default: ${DEFAULT-VALUE}).")
  private String upstream = "";

  @Parameters(paramLabel = "FILE", description = "The message.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    Path message = Objects.requireNonNull(file);
    if (!Files.isRegularFile(message)) {
      throw new Refused("no such file: " + message);
    }
    Explanation explanation = explain(message);
    output.print(object(explanation), () -> text(explanation));
    boolean all =
        explanation.recipients().stream().allMatch(r -> r.decision() instanceof Decision.Deliver);
    return all ? Postern.GOOD : Postern.FINDING;
  }

  private Explanation explain(Path message) {
    Settings settings = home.settings();
    try (CommandReaders readers = CommandReaders.of(settings.policy())) {
      RulesEngine engine = Policies.engine(home.directory(), settings, readers.attachments());
      return engine.explain(envelope(), new StoredFile(message));
    }
  }

  private Envelope envelope() {
    try {
      InstantSource clock = InstantSource.system();
      return new Envelope(
          MessageId.create(clock.millis()),
          new Upstream(
              upstream, Upstream.Kind.NETWORK, "127.0.0.1", "explain", "ESMTP", Optional.empty()),
          ReversePath.of(from.equals("<>") ? "" : from),
          to.stream().map(Recipient::of).toList(),
          clock.instant(),
          EsmtpOptions.NONE);
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, Object> object(Explanation explanation) {
    Map<String, Object> object = ScreeningText.object(explanation.screening());
    object.put("policy", explanation.policy());
    object.put(
        "recipients",
        explanation.recipients().stream().map(PolicyExplainCommand::recipient).toList());
    return object;
  }

  private static Map<String, Object> recipient(PerRecipient r) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("recipient", r.recipient());
    object.put("decision", decided(r.decision()));
    object.put("rule", r.decision().reasons().rule());
    object.put("because", r.decision().reasons().because());
    object.put("tried", r.trace().tried());
    object.put("settings", r.trace().settings());
    return object;
  }

  private static String text(Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append("verdict ").append(explanation.screening().verdict().label());
    text.append(", score ").append(explanation.screening().score()).append('\n');
    for (PerRecipient r : explanation.recipients()) {
      text.append('\n').append(r.recipient()).append(": ").append(decided(r.decision()));
      text.append("\n  by ").append(r.decision().reasons().rule()).append('\n');
      r.decision().reasons().because().forEach(b -> text.append("  ").append(b).append('\n'));
      TraceText.lines(r.trace()).forEach(l -> text.append("  ").append(l).append('\n'));
    }
    return text.toString();
  }

  private static String decided(Decision decision) {
    return switch (decision) {
      case Decision.Deliver d ->
          "deliver by " + String.join(", ", d.inOrder().stream().map(Protection::label).toList());
      case Decision.Hold h -> "hold in " + h.queue();
      case Decision.Refuse r -> "refuse with " + r.reply();
    };
  }
}
