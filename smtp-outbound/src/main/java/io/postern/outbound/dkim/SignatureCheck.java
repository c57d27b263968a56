package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether somebody's signature fits a message (RFC 6376 6.1, RFC 8617 5.2). One that leaves a part
 * of the body open ({@code l=}) does not count. Safe for use by many threads.
 */
final class SignatureCheck {
  /** What came of it. */
  enum Found {
    GOOD,
    BAD,
    /** The DNS did not answer. */
    UNKNOWN
  }

  private static final Pattern VALUE_OF_B = Pattern.compile("([;:]\\s*b\\s*=)[^;]*");
  private static final Pattern COLONS = Pattern.compile("\\s*:\\s*");

  /** RFC 6376 3.5: the one way to get keys. */
  private static final String DNS = "dns/txt";

  private final PublishedKeys keys;
  private final InstantSource clock;

  SignatureCheck(PublishedKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Of a DKIM-Signature (RFC 6376 6.1.1): besides what holds for every signature its version, and
   * that it speaks for its own domain or one below.
   *
   * @throws IOException where the body cannot be read
   */
  Found ofAuthor(HeaderBlock header, Field signature, Tags tags, BodyHashes body)
      throws IOException {
    String domain = tags.compact("d").toLowerCase(Locale.ROOT);
    String agent = tags.find("i").isPresent() ? tags.compact("i") : "@" + domain;
    String spokenFor = agent.substring(agent.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    boolean below = spokenFor.endsWith("." + domain);
    boolean within = agent.contains("@") && (below || spokenFor.equals(domain));
    List<String> methods =
        List.of(COLONS.split(tags.find("q").isPresent() ? tags.compact("q") : DNS));
    return tags.compact("v").equals("1") && within && methods.contains(DNS)
        ? of(header, signature, tags, body, below)
        : Found.BAD;
  }

  /**
   * Of a signature over header and body.
   *
   * @throws IOException where the body cannot be read
   */
  Found of(HeaderBlock header, Field signature, Tags tags, BodyHashes body) throws IOException {
    return of(header, signature, tags, body, false);
  }

  private Found of(
      HeaderBlock header, Field signature, Tags tags, BodyHashes body, boolean forSubdomain)
      throws IOException {
    String[] forms = tags.find("c").orElse("simple/simple").split("/", -1);
    Optional<Canonicalization> head = Canonicalization.of(forms[0]);
    Optional<Canonicalization> rest = Canonicalization.of(forms.length > 1 ? forms[1] : "simple");
    if (head.isEmpty() || rest.isEmpty() || !counts(tags)) {
      return Found.BAD;
    }
    if (!body.hash(rest.get()).equals(tags.compact("bh"))) {
      return Found.BAD;
    }
    return verify(covered(header, signature, tags, head.get()), tags, forSubdomain);
  }

  private boolean counts(Tags tags) {
    List<String> names = List.of(COLONS.split(tags.compact("h").toLowerCase(Locale.ROOT)));
    return names.contains("from") && tags.find("l").isEmpty() && !expired(tags);
  }

  private boolean expired(Tags tags) {
    try {
      return tags.find("x")
          .map(x -> Instant.ofEpochSecond(Long.parseLong(x)))
          .filter(x -> x.isBefore(clock.instant()))
          .isPresent();
    } catch (NumberFormatException | DateTimeException e) {
      return true;
    }
  }

  /** RFC 6376 5.4.2: each mention of a name takes the next field from below. */
  private static String covered(
      HeaderBlock header, Field signature, Tags tags, Canonicalization form) {
    Map<String, Deque<Field>> left = new HashMap<>();
    StringBuilder covered = new StringBuilder();
    for (String name : COLONS.split(tags.compact("h").toLowerCase(Locale.ROOT))) {
      Deque<Field> fields = left.computeIfAbsent(name, n -> new ArrayDeque<>(header.all(n)));
      Field field = fields.pollLast();
      covered.append(field == null ? "" : form.field(field));
    }
    return covered.append(form.own(withoutValue(signature))).toString();
  }

  /** A field of a signature without its line end and with an empty b=. */
  static String withoutValue(Field signature) {
    String raw = new String(signature.raw(), ISO_8859_1).stripTrailing();
    return VALUE_OF_B.matcher(raw).replaceAll("$1");
  }

  /** Of a signature over octets, one for each char. */
  Found verify(String covered, Tags tags) {
    return verify(covered, tags, false);
  }

  private Found verify(String covered, Tags tags, boolean forSubdomain) {
    return switch (keys.of(tags, forSubdomain)) {
      case PublishedKeys.Answered.Key(var key) -> {
        try {
          yield fits(covered.getBytes(ISO_8859_1), tags, key) ? Found.GOOD : Found.BAD;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          yield Found.BAD; // neither a key of its kind nor base64
        }
      }
      case PublishedKeys.Answered.None _ -> Found.BAD;
      case PublishedKeys.Answered.Unknown _ -> Found.UNKNOWN;
    };
  }

  private static boolean fits(byte[] covered, Tags tags, PublicKey key)
      throws GeneralSecurityException {
    boolean rsa = tags.compact("a").equals("rsa-sha256");
    Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
    signature.initVerify(key);
    signature.update(rsa ? covered : MessageDigest.getInstance("SHA-256").digest(covered));
    return signature.verify(Base64.getDecoder().decode(tags.compact("b")));
  }
}
