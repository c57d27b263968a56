package io.postern.outbound.dkim;

import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keys of others in the DNS (RFC 6376 3.6). Blocking; safe for use by many threads. */
record PublishedKeys(TxtLookup dns) {
  /** What the DNS has. */
  sealed interface Answered {
    record Key(PublicKey key) implements Answered {}

    /** No key that could have made the signature. */
    record None() implements Answered {}

    record Unknown() implements Answered {}
  }

  /** RFC 8301 3.2. */
  private static final int RSA_LEAST = 1024;

  /** Possessive: a group that may give back what it took is matched by recursion, per round. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+");

  /** RFC 1035 2.3.4, as text without the last dot. */
  private static final int LONGEST_NAME = 253;

  /** SubjectPublicKeyInfo up to the 32 octets of the key (RFC 8410 4). */
  private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

  /**
   * The key that a signature names by its tags a=, d= and s=.
   *
   * @param forSubdomain whether it signs in the name of one below d=
   */
  Answered of(Tags signature, boolean forSubdomain) {
    String domain = signature.compact("d");
    String selector = signature.compact("s");
    String name = selector + "._domainkey." + domain;
    if (name.length() > LONGEST_NAME
        || !NAME.matcher(domain).matches()
        || !NAME.matcher(selector).matches()) {
      return new Answered.None();
    }
    return switch (dns.txt(name)) {
      case Answer.Found<String>(List<String> texts, var _) ->
          texts.size() == 1 ? read(texts.getFirst(), signature, forSubdomain) : new Answered.None();
      case Answer.NoData<String> _ -> new Answered.None();
      case Answer.NxDomain<String> _ -> new Answered.None();
      case Answer.TemporaryFailure<String> _ -> new Answered.Unknown();
    };
  }

  private static Answered read(String text, Tags signature, boolean forSubdomain) {
    return Tags.parse(text)
        .filter(record -> allows(record, forSubdomain))
        .flatMap(record -> key(record, signature.compact("a")))
        .<Answered>map(Answered.Key::new)
        .orElseGet(Answered.None::new);
  }

  /** RFC 6376 3.6.1: for mail, with SHA-256, and perhaps not for subdomains. */
  private static boolean allows(Tags record, boolean forSubdomain) {
    List<String> services = words(record, "s");
    boolean forMail = services.isEmpty() || services.contains("*") || services.contains("email");
    List<String> hashes = words(record, "h");
    boolean strict = words(record, "t").contains("s");
    return forMail && (hashes.isEmpty() || hashes.contains("sha256")) && !(strict && forSubdomain);
  }

  /** A list with colons; empty where the tag is not there. */
  private static List<String> words(Tags record, String tag) {
    return record.find(tag).isEmpty()
        ? List.of()
        : List.of(record.compact(tag).toLowerCase(Locale.ROOT).split(":", -1));
  }

  private static Optional<PublicKey> key(Tags record, String algorithm) {
    String kind = record.find("k").orElse("rsa");
    if (!algorithm.equals(kind + "-sha256") || !record.find("v").orElse("DKIM1").equals("DKIM1")) {
      return Optional.empty();
    }
    try {
      byte[] octets = Base64.getDecoder().decode(record.compact("p"));
      return switch (kind) {
        case "rsa" -> rsa(octets);
        case "ed25519" -> Optional.of(ed25519(octets));
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty(); // revoked (p= is empty) or malformed
    }
  }

  private static Optional<PublicKey> rsa(byte[] octets) throws GeneralSecurityException {
    PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(octets));
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= RSA_LEAST
        ? Optional.of(key)
        : Optional.empty();
  }

  private static PublicKey ed25519(byte[] octets) throws GeneralSecurityException {
    byte[] info = new byte[ED25519.length + octets.length];
    System.arraycopy(ED25519, 0, info, 0, ED25519.length);
    System.arraycopy(octets, 0, info, ED25519.length, octets.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
  }
}
