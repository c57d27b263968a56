package io.postern.inbound;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The commands by name. */
final class Verbs {
  private static final Map<String, Verb> BY_NAME =
      Map.ofEntries(
          Map.entry("EHLO", new EhloVerb()),
          Map.entry("HELO", new HeloVerb()),
          Map.entry("STARTTLS", new StartTlsVerb()),
          Map.entry("AUTH", new AuthVerb()),
          Map.entry("MAIL", new MailVerb()),
          Map.entry("RCPT", new RcptVerb()),
          Map.entry("DATA", new DataVerb()),
          Map.entry("BDAT", new BdatVerb()),
          Map.entry("RSET", new RsetVerb()),
          Map.entry("NOOP", new NoopVerb()),
          Map.entry("VRFY", new VrfyVerb()),
          Map.entry("HELP", new HelpVerb()),
          Map.entry("QUIT", new QuitVerb()));

  private Verbs() {}

  static Optional<Verb> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toUpperCase(Locale.ROOT)));
  }
}
