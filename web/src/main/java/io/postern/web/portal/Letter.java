package io.postern.web.portal;

import io.postern.core.model.Mailbox;
import java.util.List;
import java.util.Optional;

/**
 * A stored message as its reader sees it; attachments are only named here.
 *
 * @param date as the sender wrote it
 * @param replyTo where an answer goes: Reply-To, else From (RFC 5322 3.6.2)
 * @param messageId with its angle brackets, empty where there is none
 * @param references the thread so far, as a field body
 * @param complete false where parts of it could not be read; the download then has more
 */
record Letter(
    String subject,
    String from,
    String date,
    Optional<Mailbox> replyTo,
    String messageId,
    String references,
    Optional<String> text,
    Optional<String> html,
    List<Attachment> attachments,
    boolean complete) {

  /**
   * A part that is not shown as text.
   *
   * @param number counts all leaves of the message from 1; names the part in URLs
   * @param name safe to show and to store
   * @param type as declared, in lower case
   * @param contentId without angle brackets, empty where there is none
   */
  record Attachment(int number, String name, String type, long size, String contentId) {}

  Letter {
    attachments = List.copyOf(attachments);
  }

  /** The image that a {@code cid:} URL means (RFC 2392). */
  Optional<Attachment> image(String contentId) {
    return attachments.stream()
        .filter(a -> !a.contentId().isEmpty() && a.contentId().equals(contentId))
        .filter(a -> InlineImages.TYPES.contains(a.type()))
        .findFirst();
  }
}
