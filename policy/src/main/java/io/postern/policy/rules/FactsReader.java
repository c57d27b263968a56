package io.postern.policy.rules;

import io.postern.core.mime.MimeField;
import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import io.postern.core.model.Envelope;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Content;
import io.postern.policy.condition.AttachmentFacts;
import io.postern.policy.condition.MessageFacts;
import io.postern.policy.detect.Scanner.Scanned;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what rules can ask of a message. Used once; what cannot be read matches no rule. */
final class FactsReader implements PartVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(FactsReader.class);

  /** Stops the reader once it has seen enough: nothing is wrong. */
  private static final class Enough extends IOException {
    Enough() {
      super("seen enough");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private final boolean attachments;
  private final List<MimeField> header = new ArrayList<>();
  private final List<AttachmentFacts> files = new ArrayList<>();

  private FactsReader(boolean attachments) {
    this.attachments = attachments;
  }

  /**
   * @param scanned the message, with its header where the detector came to its end
   * @param attachments whether to look for files, which takes reading all of the message
   */
  static MessageFacts of(Envelope envelope, Content content, Scanned scanned, boolean attachments) {
    FactsReader reader = new FactsReader(attachments);
    if (attachments || scanned.header().isEmpty()) {
      reader.read(content);
    } else {
      reader.header.addAll(scanned.header().get());
    }
    return new MessageFacts(
        sender(envelope),
        envelope.upstream().name(),
        envelope.upstream().clientAddress(),
        envelope.receivedAt(),
        content.size(),
        envelope.options().requireTls(),
        scanned.screening(),
        labels(reader.header),
        reader.files,
        Optional.of(reader.header));
  }

  private void read(Content content) {
    try (InputStream in = content.open()) {
      MimeReader.read(in, MimeLimits.DEFAULT, this);
    } catch (Enough e) {
      return;
    } catch (IOException e) {
      LOG.error("content unreadable: {}", e.getClass().getName());
    }
  }

  @Override
  public void field(String path, MimeField field) {
    if (path.isEmpty()) {
      header.add(field);
    }
  }

  @Override
  public void message(MimePart part) {
    files.add(file(part));
  }

  @Override
  public void body(MimePart part, InputStream decoded) throws IOException {
    if (!attachments) {
      throw new Enough();
    }
    if (part.fileName().isPresent() || part.disposition().equals("attachment")) {
      files.add(file(part));
    }
  }

  private static AttachmentFacts file(MimePart part) {
    String name = part.fileName().orElse("").strip().toLowerCase(Locale.ROOT);
    return new AttachmentFacts(part.type(), name.substring(name.lastIndexOf('.') + 1));
  }

  private static String sender(Envelope envelope) {
    return switch (envelope.from()) {
      case ReversePath.Null n -> "<>";
      case ReversePath.From f -> f.mailbox().address();
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
