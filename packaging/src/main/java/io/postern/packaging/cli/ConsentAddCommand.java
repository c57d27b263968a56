package io.postern.packaging.cli;

import io.postern.core.consent.Consent;
import io.postern.core.consent.ConsentFile;
import io.postern.core.consent.ConsentRegister;
import io.postern.core.consent.Recorded;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern consent add}. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = {
      "Record that a recipient agreed to something.",
      "You answer for it that the recipient was warned. Prints what is recorded for the address; exit code 1 where the consent is not in force afterwards, as when it was withdrawn before."
    },
    footer = {
      "",
      "Example:",
      "  postern consent add --home /etc/postern --scope plain_email --warning v3 bob@example.org"
    })
final class ConsentAddCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(paramLabel = "ADDRESS", description = "Whose consent.")
  private String address = "";

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "SCOPE",
      description = "What for, as the policy's condition names it, as in plain_email.")
  private String scope = "";

  @Option(
      names = "--warning",
      required = true,
      paramLabel = "VERSION",
      description = "The version of the text that warned of the risk.")
  private String warning = "";

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = "The day on which it was given, as in 2026-03-31 (default: now).")
  private @Nullable String date;

  @Option(
      names = "--expires",
      paramLabel = "DATE",
      description = "The first day on which it no longer holds (default: never).")
  private @Nullable String expires;

  @Override
  public Integer call() {
    Instant now = InstantSource.system().instant();
    List<Recorded> found = OpenStore.with(home, store -> record(store.consents(), consent(now)));
    output.print(ConsentText.objects(found, now), () -> ConsentText.table(found, now));
    return inForce(found) ? Postern.GOOD : Postern.FINDING;
  }

  private Consent consent(Instant now) {
    Instant given = date == null ? now : ConsentFile.start(ConsentFile.day(date));
    if (given.isAfter(ConsentFile.start(LocalDate.now(ZoneId.systemDefault()))) && date != null) {
      throw new IllegalArgumentException("--date lies in the future");
    }
    Optional<Instant> end =
        Optional.ofNullable(expires).map(e -> ConsentFile.start(ConsentFile.day(e)));
    return new Consent(address, scope, given, warning, end);
  }

  private static List<Recorded> record(ConsentRegister register, Consent consent) {
    register.record(List.of(new ConsentRegister.Entry(consent, Optional.empty())), Operator.name());
    return register.of(consent.address());
  }

  private boolean inForce(List<Recorded> found) {
    Instant now = InstantSource.system().instant();
    return found.stream()
        .anyMatch(
            r -> r.consent().scope().equals(scope) && r.state(now) == Recorded.State.IN_FORCE);
  }
}
