package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.model.Envelope;
import io.postern.core.model.Mailbox;
import io.postern.core.model.ReversePath;
import io.postern.core.port.Content;
import io.postern.core.store.PortalStore.Item;
import io.postern.web.portal.Letter.Attachment;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Shows one message to a reader whose session has been checked. Safe for use by many threads. */
final class ReadingRoom {
  /** Types that browsers may know; whatever else a part says it is, it is only bytes. */
  private static final Set<String> SAFE_TYPES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain");

  private final PortalSettings settings;
  private final Site site;
  private final Notices notices;
  private final FormGuard guard;
  private final StoredMessages messages;

  ReadingRoom(PortalSettings settings, Site site, FormGuard guard, StoredMessages messages) {
    this.settings = settings;
    this.site = site;
    this.notices = new Notices(site);
    this.guard = guard;
    this.messages = messages;
  }

  /** The page around the message. */
  Answer message(Item item, String path, String browser, boolean asText) throws IOException {
    Letter letter = LetterReader.read(content(item));
    String subject = letter.subject();
    return Answer.page(
        200,
        new View.Reading(
            path,
            guard.token(browser, path),
            item.reference(),
            site.moment(item.expiresAt()),
            subject.isEmpty() ? site.text("read.subject.none") : subject,
            letter.from(),
            letter.date(),
            body(letter, asText),
            letter.attachments().stream().map(ReadingRoom::row).toList(),
            letter.complete(),
            answering(item, letter)));
  }

  /** The cleaned HTML of the message, for the sandboxed frame. */
  Answer body(Item item) throws IOException {
    Content content = content(item);
    Letter letter = LetterReader.read(content);
    InlineImages images = new InlineImages(letter);
    String clean = HtmlCleaner.clean(letter.html().orElse(""), images::mark);
    return new Answer.Frame(out -> images.write(clean, content, out));
  }

  /** One attachment with its bytes as they were sent. */
  Answer attachment(Item item, int number) throws IOException {
    Content content = content(item);
    Optional<Attachment> found =
        LetterReader.read(content).attachments().stream()
            .filter(a -> a.number() == number)
            .findFirst();
    if (found.isEmpty()) {
      return notices.gone();
    }
    Attachment a = found.get();
    String type = SAFE_TYPES.contains(a.type()) ? a.type() : "application/octet-stream";
    return new Answer.Download(type, a.name(), out -> LetterReader.copy(content, number, out));
  }

  /** The whole message. */
  Answer download(Item item) throws IOException {
    Content content = content(item);
    String name = "message-" + item.reference() + ".eml";
    return new Answer.Download(
        "message/rfc822",
        name,
        out -> {
          try (var in = content.open()) {
            in.transferTo(out);
          }
        });
  }

  private Content content(Item item) throws IOException {
    return messages.content(item.message(), item.rewriting());
  }

  /** Where an answer to the message goes; empty where nobody takes one. */
  Optional<Mailbox> answerTo(Item item, Letter letter) {
    return letter
        .replyTo()
        .or(() -> messages.envelope(item.message()).flatMap(ReadingRoom::sender));
  }

  private static Optional<Mailbox> sender(Envelope envelope) {
    return switch (envelope.from()) {
      case ReversePath.Null _ -> Optional.empty();
      case ReversePath.From(Mailbox mailbox) -> Optional.of(mailbox);
    };
  }

  private static View.Body body(Letter letter, boolean asText) {
    boolean both = letter.html().isPresent() && letter.text().isPresent();
    boolean framed = letter.html().isPresent() && !(asText && both);
    return new View.Body(framed, both, letter.text().orElse(""));
  }

  private View.Answering answering(Item item, Letter letter) {
    Optional<Mailbox> to = item.mayReply() ? answerTo(item, letter) : Optional.empty();
    return new View.Answering(
        to.isPresent(), to.map(Mailbox::address).orElse(""), size(settings.replySize().bytes()));
  }

  private static View.Row row(Attachment a) {
    return new View.Row(a.number(), a.name(), size(a.size()));
  }

  private static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    boolean mega = bytes >= 1024 * 1024;
    double value = bytes / (mega ? 1024.0 * 1024 : 1024.0);
    return String.format(Locale.ROOT, "%.1f %s", value, mega ? "MiB" : "KiB").replace(".0 ", " ");
  }
}
