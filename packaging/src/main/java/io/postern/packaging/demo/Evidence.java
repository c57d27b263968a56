package io.postern.packaging.demo;

import io.postern.core.model.TlsProof;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what a recipient has with what was sent to it. */
final class Evidence {
  /**
   * What the comparison gave.
   *
   * @param good whether the recipient has the whole message, and in the way it was demanded
   */
  record Finding(boolean good, String text, Optional<String> link) {
    static Finding of(boolean good, String text) {
      return new Finding(good, text, Optional.empty());
    }
  }

  private final DemoReceivers receivers;
  private final Decryption decryption;
  private final Pattern link;

  Evidence(DemoReceivers receivers, Decryption decryption, String portalUrl) {
    this.receivers = receivers;
    this.decryption = decryption;
    this.link = Pattern.compile(Pattern.quote(portalUrl) + "[\\w/.~%?=&#-]+");
  }

  /** Checks one recipient whose protection was {@code story.protection()}. */
  Finding check(DemoMessage message, Story story) {
    return switch (story.protection()) {
      case "tls" -> passedOn(message, story, true);
      case "opportunistic" -> passedOn(message, story, false);
      case "smime" -> decrypted(message, story.recipient(), true);
      case "openpgp" -> decrypted(message, story.recipient(), false);
      case "portal" -> offered(story);
      default -> Finding.of(false, String.join("; ", story.fellBack()));
    };
  }

  private List<DemoReceiver.Received> receivedBy(String recipient) {
    return receivers.of(DemoDomain.of(recipient)).messages().stream()
        .filter(m -> m.to().contains(recipient))
        .toList();
  }

  private Finding passedOn(DemoMessage message, Story story, boolean verified) {
    if (verified && !story.tls().map(TlsProof::authenticated).orElse(false)) {
      return Finding.of(false, "no proof of the peer's identity");
    }
    for (DemoReceiver.Received received : receivedBy(story.recipient())) {
      if (endsWith(received.content(), message.content())) {
        boolean good = !verified || received.tls().isPresent();
        return Finding.of(good, good ? "bytes unchanged" : "arrived in plain text");
      }
    }
    return Finding.of(false, "not at the receiver unchanged");
  }

  private static boolean endsWith(byte[] whole, byte[] end) {
    int from = whole.length - end.length;
    return from >= 0 && Arrays.equals(whole, from, whole.length, end, 0, end.length);
  }

  private Finding decrypted(DemoMessage message, String recipient, boolean smime) {
    String last = "nothing encrypted at the receiver";
    for (DemoReceiver.Received received : receivedBy(recipient)) {
      Decryption.Result result =
          smime
              ? decryption.smime(recipient, received.content())
              : decryption.openPgp(recipient, received.content());
      switch (result) {
        case Decryption.Result.Read read -> {
          if (unfolded(read.clear()).contains(body(message))) {
            return Finding.of(true, read.tool() + " reads the original");
          }
        }
        case Decryption.Result.NoTool none -> {
          return Finding.of(true, "not decrypted: " + none.tool() + " is not installed");
        }
        case Decryption.Result.Unreadable unreadable -> last = unreadable.why();
      }
    }
    return Finding.of(false, last);
  }

  /** Line ends are the reader's choice (openssl and gpg differ), so only the text counts. */
  private static String unfolded(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
  }

  private static String body(DemoMessage message) {
    String text = unfolded(message.content());
    return text.substring(text.indexOf("\n\n") + 2).stripTrailing();
  }

  private Finding offered(Story story) {
    String reference = story.reference().orElse("no item was offered");
    return receivedBy(story.recipient()).stream()
        .map(m -> plain(m.content()))
        .filter(notice -> notice.contains(reference))
        .map(link::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .findFirst()
        .map(url -> new Finding(true, "notice has the link", Optional.of(url)))
        .orElse(Finding.of(false, "no notice with a link at the receiver"));
  }

  /** Quoted-printable soft breaks and equals signs undone (RFC 2045 6.7). */
  private static String plain(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1)
        .replace("=\r\n", "")
        .replace("=3D", "=");
  }
}
