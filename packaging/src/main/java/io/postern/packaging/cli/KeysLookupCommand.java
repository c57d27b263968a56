package io.postern.packaging.cli;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.OpenPgpKey;
import io.postern.core.keys.SmimeCertificate;
import io.postern.core.model.Mailbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code postern keys lookup}. */
@Command(
    name = "lookup",
    mixinStandardHelpOptions = true,
    description = {
      "Say which key would be used for an address now, or why none.",
      "Exit code 1 where there is neither a certificate nor an OpenPGP key to use."
    },
    footer = {"", "Example:", "  postern keys lookup --home /etc/postern bob@example.org"})
final class KeysLookupCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ADDRESS", description = "A recipient.")
  private String address = "";

  private record Answer(
      String kind, boolean usable, String fingerprint, String code, String reason) {}

  @Override
  public Integer call() {
    Mailbox recipient = Mailbox.parse(address);
    List<Answer> answers = OpenStore.with(home, store -> ask(store.keys(), recipient));
    output.print(answers.stream().map(KeysLookupCommand::object).toList(), () -> table(answers));
    return answers.stream().anyMatch(Answer::usable) ? Postern.GOOD : Postern.FINDING;
  }

  private static List<Answer> ask(KeyDirectory keys, Mailbox recipient) {
    return List.of(
        answer("smime", keys.smime(recipient), SmimeCertificate::fingerprint),
        answer("openpgp", keys.openPgp(recipient), OpenPgpKey::fingerprint));
  }

  private static <K> Answer answer(
      String kind, KeyDecision<K> decision, Function<K, String> fingerprint) {
    return switch (decision) {
      case KeyDecision.Use<K> use -> new Answer(kind, true, fingerprint.apply(use.key()), "", "");
      case KeyDecision.Refuse<K> refuse ->
          new Answer(
              kind,
              false,
              refuse.fingerprint().orElse(""),
              refuse.reason().label(),
              refuse.reason().sentence());
    };
  }

  private static Map<String, Object> object(Answer answer) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", answer.kind());
    object.put("usable", answer.usable());
    object.put("fingerprint", answer.fingerprint());
    object.put("code", answer.code());
    object.put("reason", answer.reason());
    return object;
  }

  private static String table(List<Answer> answers) {
    Table table = new Table("KIND", "USABLE", "FINGERPRINT", "REASON");
    for (Answer a : answers) {
      table.row(a.kind(), a.usable() ? "yes" : "no", a.fingerprint(), a.reason());
    }
    return table.toString();
  }
}
