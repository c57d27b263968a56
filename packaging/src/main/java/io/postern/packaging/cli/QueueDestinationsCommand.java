package io.postern.packaging.cli;

import io.postern.core.store.DestinationState;
import io.postern.core.store.DestinationStore.Backlog;
import io.postern.core.store.DestinationStore.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern queue destinations}. */
@Command(
    name = "destinations",
    mixinStandardHelpOptions = true,
    description = {
      "What is queued for each destination, and how each does.",
      "As of a few seconds ago; exit code 1 where one is dead."
    },
    footer = {"", "Example:", "  postern queue destinations --home /etc/postern"})
final class QueueDestinationsCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  /**
   * A destination as one node sees it; without a node where no node has seen it lately. What is
   * queued stands with the first node alone: all share it.
   */
  private record Line(
      String destination,
      Optional<Backlog> backlog,
      Optional<String> node,
      Optional<DestinationState> state) {
    Optional<Instant> deadUntil() {
      return state.flatMap(DestinationState::suspendedUntil).filter(Instant.now()::isBefore);
    }
  }

  @Override
  public Integer call() {
    List<Line> lines =
        OpenStore.with(
            home, s -> lines(s.admin().backlog(), s.admin().destinations(Instant.now())));
    output.print(lines.stream().map(QueueDestinationsCommand::object).toList(), () -> table(lines));
    boolean dead = lines.stream().anyMatch(l -> l.deadUntil().isPresent());
    return dead ? Postern.FINDING : Postern.GOOD;
  }

  private static List<Line> lines(List<Backlog> queued, List<Told> told) {
    Map<String, Backlog> backlogs = new TreeMap<>();
    queued.forEach(b -> backlogs.put(b.destination(), b));
    List<Line> lines = new ArrayList<>();
    for (Told one : told) {
      String name = one.state().destination();
      lines.add(
          new Line(
              name,
              Optional.ofNullable(backlogs.remove(name)),
              Optional.of(one.node()),
              Optional.of(one.state())));
    }
    backlogs.values().stream()
        .map(b -> new Line(b.destination(), Optional.of(b), Optional.empty(), Optional.empty()))
        .forEach(lines::add);
    return lines;
  }

  private static Map<String, Object> object(Line line) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("destination", line.destination());
    object.put("queued", line.backlog().map(Backlog::deliveries).orElse(0L));
    object.put("due", line.backlog().map(b -> b.due().toString()));
    object.put("node", line.node());
    object.put("concurrency", line.state().map(DestinationState::concurrency));
    object.put("limit", line.state().map(DestinationState::limit));
    object.put("running", line.state().map(DestinationState::running));
    object.put("dead_until", line.deadUntil().map(Instant::toString));
    object.put(
        "milliseconds_apart",
        line.state().flatMap(DestinationState::apart).map(Duration::toMillis));
    object.put("last_reply", line.state().flatMap(DestinationState::lastReply));
    return object;
  }

  private static String table(List<Line> lines) {
    Table table =
        new Table(
            "DESTINATION",
            "QUEUED",
            "NODE",
            "RUNNING",
            "AT ONCE",
            "DEAD UNTIL",
            "APART",
            "LAST BAD REPLY");
    for (Line line : lines) {
      table.row(
          line.destination(),
          line.backlog().map(b -> Long.toString(b.deliveries())).orElse("0"),
          line.node().orElse("-"),
          line.state().map(s -> Integer.toString(s.running())).orElse("-"),
          line.state().map(s -> s.concurrency() + "/" + s.limit()).orElse("-"),
          line.deadUntil().map(Instant::toString).orElse("-"),
          line.state().flatMap(DestinationState::apart).map(Duration::toString).orElse("-"),
          line.state().flatMap(DestinationState::lastReply).orElse("-"));
    }
    return table.toString();
  }
}
