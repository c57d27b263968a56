package io.postern.inbound.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A signer (RFC 6376 5) with its keys and the DNS in which they stand, written apart from what
 * verifies them. Messages are text with CRLF, one char is one octet; it signs relaxed/relaxed.
 */
public final class Dkim implements TxtLookup {
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
  private final Map<String, Answer<String>> records = new ConcurrentHashMap<>();
  private volatile boolean broken;

  /** A domain gets a key of 2048 bits under the selector s. */
  public Dkim publish(String domain) {
    return publish(domain, 2048);
  }

  public Dkim publish(String domain, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      keys.put(domain, pair);
      record(domain, "v=DKIM1; k=rsa; p=" + base64(pair.getPublic().getEncoded()));
      return this;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another record for the domain. */
  public Dkim record(String domain, String text) {
    records.put("s._domainkey." + domain, new Answer.Found<>(List.of(text)));
    return this;
  }

  /** From now on nobody answers. */
  public void fail() {
    broken = true;
  }

  @Override
  public Answer<String> txt(String name) {
    return broken
        ? new Answer.TemporaryFailure<>("no answer")
        : records.getOrDefault(name.toLowerCase(Locale.ROOT), new Answer.NxDomain<>());
  }

  /** The message with a signature on top. */
  public String sign(String domain, String message) {
    return sign(domain, message, "h=From:Subject; ", "");
  }

  /**
   * @param headers the tag h=, with its semicolon and space
   * @param more further tags, with theirs
   */
  public String sign(String domain, String message, String headers, String more) {
    try {
      int end = message.indexOf("\r\n\r\n");
      String body = message.substring(end + 4);
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(relaxedBody(body).getBytes(ISO_8859_1));
      String tags =
          "v=1; a=rsa-sha256; c=relaxed/relaxed; d="
              + domain
              + "; s=s; "
              + more
              + headers
              + "bh="
              + base64(hash)
              + "; b=";
      StringBuilder data = new StringBuilder();
      for (String name : headers.replaceAll("^h=|; $", "").split(":", -1)) {
        data.append(relaxedField(message.substring(0, end + 2), name));
      }
      data.append("dkim-signature:").append(tags);
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(Objects.requireNonNull(keys.get(domain)).getPrivate());
      signature.update(data.toString().getBytes(ISO_8859_1));
      return "DKIM-Signature: " + tags + base64(signature.sign()) + "\r\n" + message;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 6376 3.4.2, for the last field of the name. */
  private static String relaxedField(String header, String name) {
    String found = "";
    for (String field : header.replaceAll("\r\n[ \t]+", " ").split("\r\n", -1)) {
      int colon = field.indexOf(':');
      if (colon > 0 && field.substring(0, colon).equalsIgnoreCase(name)) {
        String value = field.substring(colon + 1).replaceAll("[ \t]+", " ").strip();
        found = name.toLowerCase(Locale.ROOT) + ":" + value + "\r\n";
      }
    }
    return found;
  }

  /** RFC 6376 3.4.4. */
  private static String relaxedBody(String body) {
    String text = body.replaceAll("[ \t]+", " ").replaceAll(" \r\n", "\r\n");
    String trimmed = text.replaceAll("(\r\n)+$", "");
    return trimmed.isEmpty() ? "" : trimmed + "\r\n";
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
