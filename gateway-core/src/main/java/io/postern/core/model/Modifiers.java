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

  /** What changes in the recipient's copy; nobody else gets anything. */
  public Modifiers rewritingOnly() {
    return new Modifiers(rewriting, List.of(), Optional.empty());
  }

  /** The same with the copies held in that queue and the sender told nothing. */
  public Modifiers heldIn(String queue) {
    List<ArchiveCopy> held =
        archive.stream()
            .map(a -> new ArchiveCopy(a.address(), a.inOrder(), Optional.of(queue)))
            .toList();
    return new Modifiers(rewriting, held, Optional.empty());
  }

  /**
   * A blind copy.
   *
   * @param inOrder how it may travel, best first
   * @param holdQueue where it waits for a person; empty where it goes at once
   */
  public record ArchiveCopy(Mailbox address, List<Protection> inOrder, Optional<String> holdQueue) {
    /** One that goes at once. */
    public ArchiveCopy(Mailbox address, List<Protection> inOrder) {
      this(address, inOrder, Optional.empty());
    }

    public ArchiveCopy {
      inOrder = List.copyOf(inOrder);
      if (inOrder.isEmpty()) {
        throw new IllegalArgumentException("a copy needs at least one protection");
      }
    }
  }
}
