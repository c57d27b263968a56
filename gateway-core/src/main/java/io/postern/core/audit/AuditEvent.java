package io.postern.core.audit;

import io.postern.core.model.DecisionTrace;
import io.postern.core.model.HostReply;
import io.postern.core.model.MessageId;
import io.postern.core.model.Proof;
import io.postern.core.model.Reasons;
import io.postern.core.model.Screening;
import io.postern.core.model.TlsProof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that happened and must be provable for six years. Holds addresses, never content,
 * subjects or values found by the detector. Each is written in the same transaction as the change
 * that it tells.
 */
public sealed interface AuditEvent {
  /** The message it is about; empty for events about the gateway itself. */
  Optional<MessageId> message();

  /** An event about one message. */
  sealed interface OfMessage extends AuditEvent {
    MessageId id();

    @Override
    default Optional<MessageId> message() {
      return Optional.of(id());
    }
  }

  /** An event about the gateway. */
  sealed interface OfGateway extends AuditEvent {
    @Override
    default Optional<MessageId> message() {
      return Optional.empty();
    }
  }

  /**
   * A message became ours.
   *
   * @param digest SHA-256 in hex of the content as stored
   */
  record Accepted(
      MessageId id,
      String upstream,
      String client,
      String protocol,
      Optional<String> tls,
      String from,
      List<String> to,
      long size,
      String digest)
      implements OfMessage {}

  /** What the detector said of it. */
  record Screened(MessageId id, Screening screening) implements OfMessage {}

  /**
   * What policy said for one recipient.
   *
   * @param decision {@code deliver}, {@code hold} or {@code refuse}
   * @param protections labels in order
   * @param policy which version of the policies was in force: SHA-256 in hex over their files;
   *     empty for the gateway's own mail, which policy is not asked about
   */
  record Decided(
      MessageId id,
      String recipient,
      String decision,
      List<String> protections,
      Reasons reasons,
      Optional<String> policy)
      implements OfMessage {}

  /**
   * How policy came to its decisions.
   *
   * @param recipients those for whom it went the same way
   * @param policy which version of the policies it was: SHA-256 in hex over their files
   */
  record Explained(MessageId id, List<String> recipients, String policy, DecisionTrace trace)
      implements OfMessage {}

  /**
   * A rule decided because the sender answered for it.
   *
   * @param phrase the rule's words, which the sender wrote
   */
  record Attested(MessageId id, String recipient, String sender, String rule, String phrase)
      implements OfMessage {}

  /** A protection could not be had, nothing was sent, the next one is tried. */
  record FellBack(
      MessageId id,
      String recipient,
      String protection,
      String next,
      String why,
      Optional<TlsProof> tls)
      implements OfMessage {}

  /** The next hop has it, with the proof of how it was secured. */
  record Delivered(MessageId id, String recipient, int attempt, HostReply reply, Proof proof)
      implements OfMessage {}

  /**
   * It was encrypted to a key of ours, and what went on was the open message.
   *
   * @param format {@code smime} or {@code openpgp}
   * @param key fingerprint of that key
   * @param integrity whether it could have been altered: {@code authenticated}, {@code signature}
   *     (a valid one shows that it was not) or {@code unauthenticated}
   * @param signature {@code valid}, {@code unverified}, {@code invalid} or {@code none}
   * @param signer fingerprint of the key whose signature is valid
   */
  record Decrypted(
      MessageId id,
      String recipient,
      String format,
      String key,
      String integrity,
      String signature,
      Optional<String> signer)
      implements OfMessage {}

  /** It was encrypted to one whose mail is opened, and went on as it came. */
  record LeftEncrypted(MessageId id, String recipient, String format) implements OfMessage {}

  /** Tried, to be tried again. */
  record Deferred(
      MessageId id, String recipient, String protection, int attempt, HostReply reply, Instant due)
      implements OfMessage {}

  /** Given up. */
  record Failed(MessageId id, String recipient, String protection, int attempt, HostReply reply)
      implements OfMessage {}

  /** Waits for a person. */
  record Held(MessageId id, String recipient, String queue, String why) implements OfMessage {}

  /**
   * A person let it go on.
   *
   * @param protections labels in order, of which the person answers for those that policy did not
   *     list
   * @param why the person's reason, where one was given
   */
  record Released(
      MessageId id, String recipient, List<String> protections, String by, Optional<String> why)
      implements OfMessage {}

  /** A person refused it; its sender hears that it was not delivered. */
  record Refused(MessageId id, String recipient, String by, String why) implements OfMessage {}

  /**
   * It was held for as long as policy lets it.
   *
   * @param end {@code keep}, {@code refuse} or {@code release}; {@code wait} where one of the last
   *     two waits for the mode {@code hold} to be left
   * @param until of one that is kept: when that is said again
   */
  record HoldEnded(
      MessageId id, String recipient, String queue, String end, Optional<Instant> until)
      implements OfMessage {}

  /** A person read the content of a held message. */
  record ContentRead(MessageId id, String by, String reason) implements OfMessage {}

  /** A person discarded it. */
  record Dropped(MessageId id, String recipient, String by, String why) implements OfMessage {}

  /** A DSN about it went to the sender as a message of its own. */
  record Notified(MessageId id, String recipient, String kind, MessageId notice)
      implements OfMessage {}

  /** No DSN about it went to the sender, who has had too many in an hour; never of a failure. */
  record Unnotified(MessageId id, String recipient, String kind) implements OfMessage {}

  /** The item in the portal can be read from now on. */
  record Offered(MessageId id, String recipient, String reference, Instant expiresAt)
      implements OfMessage {}

  /**
   * Somebody proved control of the mailbox and the message was opened.
   *
   * @param method how it was proved, as in {@code mailed code}
   */
  record PickedUp(MessageId id, String recipient, String reference, String method, String client)
      implements OfMessage {}

  /** The recipient answered in the portal; the answer is a message of its own. */
  record Replied(MessageId id, String recipient, MessageId reply) implements OfMessage {}

  /** Its data key was destroyed; nobody can read the content from now on. */
  record Shredded(MessageId id, String why) implements OfMessage {}

  /** Stored content failed its integrity check and was set aside. */
  record Damaged(MessageId id, String what) implements OfMessage {}

  /** The gateway started. */
  record Started(String version, String node) implements OfGateway {}

  /** The gateway stopped in order. */
  record Stopped(String node) implements OfGateway {}

  /**
   * Configuration or policies in force changed.
   *
   * @param digest SHA-256 in hex over the files
   */
  record ConfigurationChanged(String what, String digest) implements OfGateway {}

  /** A key was added to or removed from the directory. */
  record KeyChanged(String change, String kind, String address, String fingerprint, String by)
      implements OfGateway {}

  /**
   * Keys of a recipient were found, changed or given up without a person's doing.
   *
   * @param taken fingerprints that are new for the address
   * @param dropped fingerprints that no longer count for it
   * @param source as in the configuration; empty where nothing was found
   * @param place a host, a URL or a name of the DNS
   * @param log which source said what, and why a key was taken or refused
   */
  record KeyDiscovered(
      String kind,
      String address,
      List<String> taken,
      List<String> dropped,
      String source,
      String place,
      String log)
      implements OfGateway {
    public KeyDiscovered {
      taken = List.copyOf(taken);
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * A person changed how an upstream proves itself.
   *
   * @param change such as {@code secret added}; a constant of the program
   */
  record UpstreamChanged(String upstream, String change, String by) implements OfGateway {}

  /** A person switched how far policy is carried out: observe, hold or enforce. */
  record ModeChanged(String from, String to, String by) implements OfGateway {}

  /**
   * Too much mail would have gone wrong: nothing leaves until a person resets the breaker.
   *
   * @param node whose breaker it was
   */
  record BreakerTripped(String why, String node) implements OfGateway {}

  /** A person let mail go on after the breaker stopped it. */
  record BreakerReset(String by) implements OfGateway {}

  /**
   * A recipient's consent was recorded or withdrawn.
   *
   * @param change {@code added} or {@code withdrawn}
   * @param warning the version of the text that warned of the risk
   */
  record ConsentChanged(
      String change,
      String address,
      String scope,
      String warning,
      Instant given,
      Optional<Instant> expires,
      String by)
      implements OfGateway {}
}
