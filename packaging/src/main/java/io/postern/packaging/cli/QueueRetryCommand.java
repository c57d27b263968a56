package io.postern.packaging.cli;

import io.postern.core.model.Mailbox;
import io.postern.core.model.MessageId;
import io.postern.core.queue.QueueAdmin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern queue retry}. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Try a message, all for a domain, or all again now.",
      "Makes queued deliveries due, and has dead destinations tried at once; exit code 1 where there are none."
    },
    footer = {"", "Example:", "  postern queue retry --home /etc/postern --domain clinic.example"})
final class QueueRetryCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  /** Exactly one. */
  static final class Which {
    @Parameters(
        paramLabel = "ID",
        converter = MessageIdConverter.class,
        description = "The message's id, as in postern queue list.")
    private @Nullable MessageId id;

    @Option(
        names = "--domain",
        paramLabel = "DOMAIN",
        description = "All that is queued for this domain of recipients.")
    private @Nullable String domain;

    @Option(names = "--all", description = "Everything that is queued.")
    private boolean all;
  }

  @Override
  public Integer call() {
    return which.id == null ? many() : one(which.id);
  }

  private int one(MessageId id) {
    return QueueMessage.print(OpenStore.with(home, store -> store.admin().retry(id)), output);
  }

  private int many() {
    Optional<String> domain =
        which.all
            ? Optional.empty()
            : Optional.ofNullable(which.domain).map(QueueRetryCommand::canonical);
    QueueAdmin.Retried made = OpenStore.with(home, store -> store.admin().retryAll(domain));
    output.print(
        Map.of("retried", made.deliveries(), "revived", made.destinations()),
        () ->
            made.deliveries()
                + " deliveries are due now, "
                + made.destinations()
                + " dead destinations are tried\n");
    return made.deliveries() + made.destinations() == 0 ? Postern.FINDING : Postern.GOOD;
  }

  /** As recipients' domains are written in the queue. */
  private static String canonical(String domain) {
    try {
      return Mailbox.parse("x@" + domain).domain();
    } catch (IllegalArgumentException e) {
      throw new Refused("not a domain: " + domain, e);
    }
  }
}
