package io.postern.policy.rules;

import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimePart;
import io.postern.core.model.Envelope;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Content;
import io.postern.policy.condition.AttachmentFacts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Scanner.Scanned;
import io.postern.policy.extract.Outline;
import io.postern.policy.extract.OutlineReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What rules can ask of a message. What cannot be read is not taken for absent. */
final class FactsReader {
  private FactsReader() {}

  /**
   * @param scanned the message, which is read once more where the detector did not come far
   */
  static MessageFacts of(Envelope envelope, Content content, Scanned scanned) {
    Outline outline = scanned.outline().orElseGet(() -> OutlineReader.read(content));
    return new MessageFacts(
        sender(envelope),
        envelope.upstream().name(),
        envelope.upstream().clientAddress(),
        envelope.receivedAt(),
        content.size(),
        envelope.options().requireTls(),
        scanned.screening(),
        scanned.tally(),
        labels(outline.header().orElse(List.of())),
        outline.files().stream().map(FactsReader::file).toList(),
        outline.whole(),
        outline.header(),
        Map.of());
  }

  private static AttachmentFacts file(MimePart part) {
    return AttachmentFacts.of(part.type(), part.fileName().orElse(""));
  }

  private static String sender(Envelope envelope) {
    return switch (envelope.from()) {
      case ReversePath.Null n -> "<>";
      case ReversePath.From f -> f.mailbox().inLowerCase();
    };
  }

  /** RFC 4021 2.1.54, and what Microsoft's clients write of the labels of Purview. */
  private static List<String> labels(List<MimeField> header) {
    return header.stream()
        .flatMap(f ->
            switch (f.name()) {
              case "sensitivity" -> Stream.of(f.value().strip());
              case "msip_labels" -> names(f.value());
              default -> Stream.empty();
            })
        .map(l -> l.toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  /** {@code MSIP_Label_<guid>_Name=Confidential; MSIP_Label_<guid>_Enabled=True; ...} */
  private static Stream<String> names(String value) {
    return Stream.of(value.split(";"))
        .map(String::strip)
        .filter(p -> p.contains("_Name="))
        .map(p -> p.substring(p.indexOf('=') + 1).strip());
  }
}
