package io.postern.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What policy wants done besides carrying a message.
 *
 * @param rewriting what changes in the recipient's copy
 * @param archive who gets a blind copy of the message
 * @param senderNotice what the sender is told, beside what SMTP tells anyway
 */
public record Modifiers(
    Rewriting rewriting, List<ArchiveCopy> archive, Optional<String> senderNotice) {
  /** Nothing. */
  public static final Modifiers NONE = new Modifiers(Rewriting.NONE, List.of(), Optional.empty());

  public Modifiers {
    archive = List.copyOf(archive);
  }

  /**
   * A blind copy.
   *
   * @param inOrder how it may travel, best first
   */
  public record ArchiveCopy(Mailbox address, List<Protection> inOrder) {
    public ArchiveCopy {
      inOrder = List.copyOf(inOrder);
      if (inOrder.isEmpty()) {
        throw new IllegalArgumentException("a copy needs at least one protection");
      }
    }
  }
}
