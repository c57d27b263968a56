package io.postern.packaging.cli;

import io.postern.config.SecretFile;
import io.postern.config.settings.UpstreamSettings;
import io.postern.config.settings.UpstreamSettings.SecretHeader;
import io.postern.packaging.upstream.GoogleSteps;
import io.postern.packaging.upstream.Microsoft365Steps;
import io.postern.packaging.upstream.Step;
import io.postern.packaging.upstream.UpstreamSecrets;
import io.postern.packaging.upstream.UpstreamState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code postern upstream rotate}. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Change an upstream's secret without losing mail.",
      "Adds a new secret beside the old one and prints the change of the provider's rule; a running gateway takes both within a second of the next message. With --finish the old ones are dropped, which is refused (exit code 1) until the last message that was taken carried the new one."
    },
    footer = {
      "",
      "Example:",
      "  postern upstream rotate contoso --home /etc/postern",
      "  postern upstream rotate contoso --home /etc/postern --finish"
    })
final class UpstreamRotateCommand implements Callable<Integer> {
  @Mixin private NamedUpstream upstream = new NamedUpstream();
  @Mixin private Output output = new Output();

  @Option(names = "--finish", description = "Drop the old secrets.")
  private boolean finish;

  @Option(
      names = "--force",
      description = "With --finish: even if no message carried the new one; mail may be refused.")
  private boolean force;

  @Override
  public Integer call() {
    UpstreamSettings settings = upstream.settings();
    Path file =
        settings
            .secretHeader()
            .flatMap(SecretHeader::file)
            .orElseThrow(() ->
                new Refused("secret_header.file is needed for " + settings.name() + ", to rotate"));
    UpstreamSecrets secrets = new UpstreamSecrets(file, InstantSource.system());
    try {
      return finish ? finish(settings, secrets) : start(settings, secrets);
    } catch (IOException | IllegalArgumentException e) {
      throw new Refused(file + ": " + e.getMessage(), e);
    }
  }

  private int start(UpstreamSettings settings, UpstreamSecrets secrets) throws IOException {
    if (state(settings).rotating()) {
      throw new Refused("a rotation of " + settings.name() + " is not finished (--finish)");
    }
    UpstreamAudit.record(upstream.home(), settings.name(), "secret added");
    SecretFile now = secrets.rotate();
    Step step = step(settings, now.first().value().reveal());
    String next =
        "Then: postern upstream verify %1$s --home %2$s --wait 2h\n      postern upstream rotate %1$s --home %2$s --finish\n"
            .formatted(settings.name(), upstream.home().directory());
    print(settings, now, List.of(step), UpstreamText.steps(List.of(step)) + next);
    return Postern.GOOD;
  }

  private int finish(UpstreamSettings settings, UpstreamSecrets secrets) throws IOException {
    UpstreamState state = state(settings);
    if (!state.rotating()) {
      throw new Refused("no rotation of " + settings.name() + " is under way");
    }
    if (!force && !state.newestSecretInUse()) {
      print(
          settings,
          secrets.read(),
          List.of(),
          "not finished: the last message that was taken did not carry the new secret;"
              + " change the provider's rule, or use --force");
      return Postern.FINDING;
    }
    UpstreamAudit.record(
        upstream.home(),
        settings.name(),
        force ? "old secrets dropped by force" : "old secrets dropped");
    print(settings, secrets.finish(), List.of(), "finished: one secret is taken from now on");
    return Postern.GOOD;
  }

  private UpstreamState state(UpstreamSettings settings) throws IOException {
    return UpstreamState.of(
        settings,
        OpenStore.with(upstream.home(), store -> store.sightings().newest(settings.name())));
  }

  private static Step step(UpstreamSettings settings, String secret) {
    String header = settings.secretHeader().orElseThrow().name();
    return switch (settings) {
      case UpstreamSettings.Microsoft365 m -> Microsoft365Steps.newSecret(m.name(), secret);
      case UpstreamSettings.Google g -> GoogleSteps.newSecret(g.name(), header, secret);
      case UpstreamSettings.Application _, UpstreamSettings.Network _ ->
          new Step("Let the relay set the new secret", header + ": " + secret);
    };
  }

  private void print(
      UpstreamSettings settings, SecretFile secrets, List<Step> steps, String forPeople) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", settings.name());
    object.put("secrets", secrets.entries().size());
    object.put("newest_made", secrets.first().made());
    object.put("steps", steps);
    output.print(object, () -> forPeople);
  }
}
