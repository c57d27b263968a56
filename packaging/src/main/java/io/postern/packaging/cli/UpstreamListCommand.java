package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings;
import io.postern.core.model.Sighting;
import io.postern.packaging.Stores;
import io.postern.packaging.upstream.UpstreamState;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern upstream list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "List upstreams and when they were last seen.",
      "The age of a secret is known where postern made it."
    },
    footer = {"", "Example:", "  postern upstream list --home /etc/postern"})
final class UpstreamListCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    List<UpstreamSettings> upstreams = home.settings().upstreams();
    List<UpstreamState> states =
        OpenStore.with(home, store -> upstreams.stream().map(u -> state(store, u)).toList());
    Instant now = Instant.now();
    output.print(
        states.stream().map(UpstreamListCommand::object).toList(), () -> table(states, now));
    return Postern.GOOD;
  }

  private static UpstreamState state(Stores store, UpstreamSettings upstream) {
    try {
      return UpstreamState.of(upstream, store.sightings().newest(upstream.name()));
    } catch (IOException e) {
      throw new Refused("the secrets of " + upstream.name() + " cannot be read", e);
    }
  }

  private static Map<String, Object> object(UpstreamState state) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", state.upstream().name());
    object.put("type", state.type());
    object.put("domains", state.upstream().senderDomains());
    object.put("sessions", state.upstream().sessions());
    object.put("secret_made", state.secretMade());
    object.put("rotating", state.rotating());
    object.put("last_accepted", state.accepted().map(UpstreamText::object));
    object.put("last_refused", state.refused().map(UpstreamText::object));
    return object;
  }

  private static String table(List<UpstreamState> states, Instant now) {
    Table table =
        new Table("NAME", "TYPE", "DOMAINS", "SESSIONS", "SECRET", "LAST TAKEN", "LAST REFUSED");
    for (UpstreamState state : states) {
      List<String> domains = state.upstream().senderDomains();
      table.row(
          state.upstream().name(),
          state.type(),
          domains.isEmpty() ? "any" : String.join(",", domains),
          Integer.toString(state.upstream().sessions()),
          secret(state, now),
          state.accepted().map(s -> s.at().toString()).orElse("-"),
          state.refused().map(UpstreamListCommand::refused).orElse("-"));
    }
    return table.toString();
  }

  private static String secret(UpstreamState state, Instant now) {
    Optional<String> age = state.secretMade().map(m -> UpstreamText.age(m, now));
    return age.orElse("-") + (state.rotating() ? ", rotating" : "");
  }

  private static String refused(Sighting sighting) {
    return sighting.at() + " " + sighting.code();
  }
}
