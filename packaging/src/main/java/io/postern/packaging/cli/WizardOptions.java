package io.postern.packaging.cli;

import io.postern.config.settings.UpstreamSettings;
import io.postern.packaging.upstream.Stanza;
import io.postern.packaging.upstream.Step;
import io.postern.packaging.upstream.Wizard;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that connect a provider share. */
final class WizardOptions {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();
  @Mixin private WaitOption waiting = new WaitOption();

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "A name for the upstream, for logs, policies and audit.")
  String name = "";

  @Option(
      names = "--domain",
      split = ",",
      paramLabel = "DOMAIN",
      description = "Every domain that may stand in MAIL FROM and From.")
  List<String> domains = new ArrayList<>();

  @Option(
      names = "--smart-host",
      paramLabel = "HOST",
      description = "The name by which the provider finds the gateway (default: server.hostname).")
  private @Nullable String smartHost;

  @Option(
      names = "--write",
      description = "Add the upstream to postern.yaml; a copy of the old file is kept.")
  private boolean write;

  /**
   * Makes what is missing, prints it with the steps at the provider, and waits where that is asked.
   */
  <U extends UpstreamSettings> int run(
      Class<U> kind, Stanza stanza, int port, Function<Wizard.Made<U>, List<Step>> steps) {
    if (waiting.time().isPresent() && output.json()) {
      throw new Refused("--wait with --json: use postern upstream verify for the waiting");
    }
    return refusing(() -> {
      Wizard.Made<U> made = connect(kind, stanza, port);
      List<Step> todo = steps.apply(made);
      output.print(object(made, todo), () -> text(made, todo));
      return waiting.time().isPresent()
          ? new Verification(home, output, name).run(waiting.time())
          : Postern.GOOD;
    });
  }

  private static <T> T refusing(Supplier<T> task) {
    try {
      return task.get();
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()), e);
    }
  }

  private <U extends UpstreamSettings> Wizard.Made<U> connect(
      Class<U> kind, Stanza stanza, int port) {
    try {
      Wizard wizard = new Wizard(home.directory(), InstantSource.system());
      Wizard.Made<U> made =
          wizard.connect(
              kind, new Wizard.Wish(stanza, name, Optional.ofNullable(smartHost), port, write));
      if (!made.created().isEmpty()) {
        UpstreamAudit.record(home, name, "secrets made");
      }
      return made;
    } catch (IOException e) {
      throw new Refused("cannot be read or written: " + e.getMessage(), e);
    }
  }

  /** Refuses something given that is not what the settings say. */
  void requireSame(String key, List<String> given, List<String> there) {
    if (!given.isEmpty() && !new TreeSet<>(given).equals(new TreeSet<>(there))) {
      throw new Refused(
          "upstream "
              + name
              + " has other "
              + key
              + " in postern.yaml: "
              + String.join(", ", there));
    }
  }

  private <U extends UpstreamSettings> Map<String, Object> object(
      Wizard.Made<U> made, List<Step> steps) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    object.put("created", made.created().stream().map(Object::toString).toList());
    object.put("backup", made.backup().map(Object::toString));
    object.put("add_to_postern_yaml", made.missing().map(Stanza::lines));
    object.put("steps", steps);
    return object;
  }

  private <U extends UpstreamSettings> String text(Wizard.Made<U> made, List<Step> steps) {
    StringBuilder text = new StringBuilder();
    made.created().forEach(f -> text.append("created ").append(f).append('\n'));
    made.backup()
        .ifPresent(b ->
            text.append("added ")
                .append(name)
                .append(" to postern.yaml, the old file is ")
                .append(b)
                .append("; restart the gateway\n"));
    made.missing()
        .ifPresent(s -> {
          text.append("Add this to postern.yaml, or run again with --write:\n\nupstreams:\n");
          s.lines().forEach(l -> text.append("  ").append(l).append('\n'));
        });
    text.append('\n').append(UpstreamText.steps(steps));
    text.append("Then: postern upstream verify ")
        .append(name)
        .append(" --home ")
        .append(home.directory())
        .append(" --wait 30m\n");
    return text.toString();
  }
}
