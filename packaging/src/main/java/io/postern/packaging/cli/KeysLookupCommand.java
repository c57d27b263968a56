package io.postern.packaging.cli;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.OpenPgpKey;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.model.Mailbox;
import io.postern.outbound.discover.Discovery;
import io.postern.outbound.discover.Search;
import io.postern.packaging.Stores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern keys lookup}. */
@Command(
    name = "lookup",
    mixinStandardHelpOptions = true,
    description = {
      "Say which key would be used for an address now, or why none.",
      "With --discover the key is looked for first, as before a delivery, and what is found is filed.",
      "Exit code 1 where there is neither a certificate nor an OpenPGP key to use."
    },
    footer = {
      "",
      "Example:",
      "  postern keys lookup --home /etc/postern bob@example.org",
      "  postern keys lookup --home /etc/postern --discover bob@example.org"
    })
final class KeysLookupCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ADDRESS", description = "A recipient.")
  private String address = "";

  @Option(
      names = "--discover",
      description = "Ask the sources of keys.discovery now, and show what each of them says.")
  private boolean discover;

  private record Answer(
      String kind,
      boolean usable,
      String fingerprint,
      String code,
      String reason,
      Optional<Search> search) {
    Answer with(Search made) {
      return new Answer(kind, usable, fingerprint, code, reason, Optional.of(made));
    }
  }

  @Override
  public Integer call() {
    Mailbox recipient = Mailbox.parse(address);
    List<Answer> answers = OpenStore.with(home, store -> answers(store, recipient));
    output.print(
        answers.stream().map(KeysLookupCommand::object).toList(),
        () -> searches(answers) + table(answers));
    return answers.stream().anyMatch(Answer::usable) ? Postern.GOOD : Postern.FINDING;
  }

  private List<Answer> answers(Stores store, Mailbox recipient) {
    if (!discover) {
      return ask(store.keys(), recipient);
    }
    Discovery discovery = Network.discovery(home.settings(), store);
    Search smime = discovery.search(KeyKind.SMIME, recipient);
    Search openPgp = discovery.search(KeyKind.OPENPGP, recipient);
    List<Answer> answers = ask(store.keys(), recipient);
    return List.of(answers.getFirst().with(smime), answers.getLast().with(openPgp));
  }

  private static List<Answer> ask(KeyDirectory keys, Mailbox recipient) {
    return List.of(
        answer("smime", keys.smime(recipient), SmimeCertificate::fingerprint),
        answer("openpgp", keys.openPgp(recipient), OpenPgpKey::fingerprint));
  }

  private static <K> Answer answer(
      String kind, KeyDecision<K> decision, Function<K, String> fingerprint) {
    return switch (decision) {
      case KeyDecision.Use<K> use ->
          new Answer(kind, true, fingerprint.apply(use.key()), "", "", Optional.empty());
      case KeyDecision.Refuse<K> refuse ->
          new Answer(
              kind,
              false,
              refuse.fingerprint().orElse(""),
              refuse.reason().label(),
              refuse.reason().sentence(),
              Optional.empty());
    };
  }

  private static Map<String, Object> object(Answer answer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", answer.kind());
    object.put("usable", answer.usable());
    object.put("fingerprint", answer.fingerprint());
    object.put("code", answer.code());
    object.put("reason", answer.reason());
    answer.search().ifPresent(s -> object.put("search", KeysText.object(s)));
    return object;
  }

  private static String searches(List<Answer> answers) {
    return answers.stream()
        .flatMap(a -> a.search().map(s -> KeysText.lines(a.kind(), s)).stream())
        .collect(Collectors.joining());
  }

  private static String table(List<Answer> answers) {
    Table table = new Table("KIND", "USABLE", "FINGERPRINT", "REASON");
    for (Answer a : answers) {
      table.row(a.kind(), a.usable() ? "yes" : "no", a.fingerprint(), a.reason());
    }
    return table.toString();
  }
}
