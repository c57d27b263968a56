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
import io.postern.outbound.probe.Probe;
import io.postern.packaging.CommandReaders;
import io.postern.packaging.Policies;
import io.postern.packaging.Stores;
import io.postern.packaging.cli.Prospects.Prospect;
import io.postern.policy.rules.Explanation;
import io.postern.policy.rules.Explanation.PerRecipient;
import io.postern.policy.rules.RulesEngine;
import io.postern.policy.rules.Surroundings;
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

  @Option(
      names = "--probe",
      description =
          "Also look at the network, the keys and the portal: which protection could be had now. Sends no mail.")
  private boolean probe;

  @Parameters(paramLabel = "FILE", description = "The message.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    Path message = Objects.requireNonNull(file);
    if (!Files.isRegularFile(message)) {
      throw new Refused("no such file: " + message);
    }
    Envelope envelope = envelope();
    return OpenStore.ifAny(home, stores -> report(envelope, message, stores));
  }

  private int report(Envelope envelope, Path message, Optional<Stores> stores) {
    Explanation explanation = explain(envelope, message, stores);
    List<List<Prospect>> now = probe ? prospects(explanation, stores) : List.of();
    output.print(object(explanation, now), () -> text(explanation, now));
    boolean all =
        explanation.recipients().stream().allMatch(r -> r.decision() instanceof Decision.Deliver);
    return all ? Postern.GOOD : Postern.FINDING;
  }

  /** One list for each recipient. */
  private List<List<Prospect>> prospects(Explanation explanation, Optional<Stores> stores) {
    Settings settings = home.settings();
    Probe network = Network.probe(settings, stores);
    Prospects now = new Prospects(network::run, stores.map(Stores::keys), settings);
    return explanation.recipients().stream().map(r -> now.of(r.decision(), upstream)).toList();
  }

  private Explanation explain(Envelope envelope, Path message, Optional<Stores> stores) {
    Settings settings = home.settings();
    Surroundings around =
        stores
            .map(s -> Policies.surroundings(settings, s))
            .orElseGet(() -> Policies.surroundings(settings));
    try (CommandReaders readers = CommandReaders.of(settings.policy())) {
      RulesEngine engine =
          Policies.engine(home.directory(), settings, readers.attachments(), around);
      output.warn(engine.inForce().warnings());
      return engine.explain(envelope, new StoredFile(message));
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

  private static Map<String, Object> object(Explanation explanation, List<List<Prospect>> now) {
    Map<String, Object> object = ScreeningText.object(explanation.screening());
    object.put("policy", explanation.policy());
    object.put(
        "recipients",
        explanation.recipients().stream().map(PolicyExplainCommand::recipient).toList());
    if (!now.isEmpty()) {
      object.put("now", now);
    }
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

  private static String text(Explanation explanation, List<List<Prospect>> now) {
    StringBuilder text = new StringBuilder();
    text.append("verdict ").append(explanation.screening().verdict().label());
    text.append(", score ").append(explanation.screening().score());
    text.append(ScreeningText.findings(explanation.screening()));
    text.append(ScreeningText.unread(explanation.screening())).append('\n');
    for (int i = 0; i < explanation.recipients().size(); i++) {
      PerRecipient r = explanation.recipients().get(i);
      text.append('\n').append(r.recipient()).append(": ").append(decided(r.decision()));
      text.append("\n  by ").append(r.decision().reasons().rule()).append('\n');
      r.decision().reasons().because().forEach(b -> text.append("  ").append(b).append('\n'));
      TraceText.lines(r.trace()).forEach(l -> text.append("  ").append(l).append('\n'));
      if (!now.isEmpty()) {
        now.get(i).forEach(p -> text.append("  ").append(p.line()).append('\n'));
        text.append("  ").append(end(r.decision(), now.get(i))).append('\n');
      }
    }
    return text.toString();
  }

  private static String end(Decision decision, List<Prospect> now) {
    String first =
        now.stream()
            .filter(Prospect::possible)
            .findFirst()
            .map(Prospect::protection)
            .orElse("nothing: held as unprotectable");
    return switch (decision) {
      case Decision.Deliver d -> "now it would leave by " + first;
      case Decision.Hold h when now.isEmpty() -> "now it would be held";
      case Decision.Hold h -> "now it would be held, and once released leave by " + first;
      case Decision.Refuse r -> "now it would be refused";
    };
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
