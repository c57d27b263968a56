package io.postern.policy.condition;

import io.postern.core.mime.MimeField;
import io.postern.core.model.Screening;
import io.postern.policy.detect.Tally;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a rule can ask about a message, whoever its recipients are. Without its header it holds
 * no content and may be stored, as JSON for instance.
 *
 * @param sender the envelope's, as addresses are compared; {@code <>} for the null sender
 * @param upstream the name of the one who handed it in
 * @param client that one's IP address as text
 * @param size in bytes, as it came
 * @param requireTls whether its sender demands TLS (RFC 8689)
 * @param tally how much the detector found; the findings of the screening are examples
 * @param labels how its sender classified it, in lower case: the Sensitivity field and names of
 *     Microsoft's labels; like the header, they are not kept
 * @param attachments parts with a file name, marked as attachments, or of another kind than text
 * @param whole whether all files were seen
 * @param header the message's own fields, decoded; empty where they are not kept
 * @param answers what conditions said of the header that is not kept, by their text
 */
public record MessageFacts(
    String sender,
    String upstream,
    String client,
    Instant receivedAt,
    long size,
    boolean requireTls,
    Screening screening,
    Tally tally,
    List<String> labels,
    List<AttachmentFacts> attachments,
    boolean whole,
    Optional<List<MimeField>> header,
    Map<String, Boolean> answers) {
  /** Why a condition cannot be decided by what is kept. */
  public static final String NO_HEADER = "the header is not at hand";

  /** The same, of a message that could not be read to its end. */
  static final String NOT_READ = "not all of the message could be read";

  public MessageFacts {
    Objects.requireNonNull(tally); // facts that an earlier version kept have none
    labels = List.copyOf(labels);
    attachments = List.copyOf(attachments);
    header = header.map(List::copyOf);
    answers = Map.copyOf(answers);
  }

  /** With the header, or without anything to know of it, where all that was found is named. */
  public MessageFacts(
      String sender,
      String upstream,
      String client,
      Instant receivedAt,
      long size,
      boolean requireTls,
      Screening screening,
      List<String> labels,
      List<AttachmentFacts> attachments,
      Optional<List<MimeField>> header) {
    this(
        sender,
        upstream,
        client,
        receivedAt,
        size,
        requireTls,
        screening,
        Tally.of(screening.findings()),
        labels,
        attachments,
        true,
        header,
        Map.of());
  }

  /** The same as it may be kept: a rule that asks for the header cannot be decided by it. */
  public MessageFacts withoutContent() {
    return withoutContent(List.of());
  }

  /**
   * The same as it may be kept.
   *
   * @param asked whose answers are kept with it
   */
  public MessageFacts withoutContent(Collection<OfMessage.OfHeader> asked) {
    Map<String, Boolean> kept = new HashMap<>(answers);
    if (header.isPresent()) {
      asked.forEach(c -> kept.put(c.text(), c.told(this)));
    }
    return new MessageFacts(
        sender,
        upstream,
        client,
        receivedAt,
        size,
        requireTls,
        screening,
        tally,
        List.of(),
        attachments,
        whole,
        Optional.empty(),
        kept);
  }

  /** The domain of the sender; empty for the null sender. */
  public String senderDomain() {
    return sender.substring(sender.lastIndexOf('@') + 1).replace("<>", "");
  }

  /**
   * The values of all fields of a name.
   *
   * @param name in lower case
   * @throws Undecidable where the header is not kept
   */
  public List<String> header(String name) {
    return header.orElseThrow(() -> new Undecidable(NO_HEADER)).stream()
        .filter(f -> f.name().equals(name))
        .map(MimeField::value)
        .toList();
  }
}
