package io.postern.outbound.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.core.dkim.DkimAlgorithm;
import io.postern.core.dkim.DkimSigner;
import io.postern.core.dkim.SigningKeys;
import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import io.postern.core.port.Content;
import io.postern.core.port.Meters;
import io.postern.core.port.TxtLookup;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Seals a message that goes back to the provider it came from (RFC 8617 5.1): what was found of its
 * signatures when it came, a signature over what it is now, and a seal over the whole chain. A
 * provider that trusts the sealing domain then believes what we changed. Safe for use by many
 * threads.
 */
public final class ArcSealer {
  private static final String COUNTER = "postern_arc_messages";

  /** Each costs a DNS question and a signature check. */
  private static final int MOST_SIGNATURES = 4;

  /** For all questions to the DNS about one message. */
  private static final Duration MOST_TIME = Duration.ofSeconds(15);

  private static final ArcChain BEGINNING = new ArcChain(List.of(), ArcChain.Status.NONE);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  private final String hostname;
  private final String domain;
  private final SigningKeys keys;
  private final TxtLookup dns;
  private final Meters meters;
  private final InstantSource clock;

  /**
   * @param hostname who found what the results say
   * @param domain who seals; without a key of it nothing is sealed
   */
  public ArcSealer(
      String hostname,
      String domain,
      SigningKeys keys,
      TxtLookup dns,
      Meters meters,
      InstantSource clock) {
    this.hostname = hostname;
    this.domain = domain.toLowerCase(Locale.ROOT);
    this.keys = keys;
    this.dns = dns;
    this.meters = meters;
    this.clock = clock;
  }

  /** Most receivers verify seals of RSA alone. */
  private Optional<DkimSigner> signer() {
    List<DkimSigner> all = keys.of(domain);
    return all.stream()
        .filter(s -> s.algorithm() == DkimAlgorithm.RSA)
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /**
   * The three fields; nothing where there is no key, where the DNS does not say what the chain is
   * worth, or where a hop before has ended it (RFC 8617 5.1).
   *
   * @param original the message as it came
   * @param header of the message as it goes, signatures of ours included
   * @param bodyHash of it, relaxed
   * @throws IOException where the content cannot be read
   */
  byte[] seal(Content original, HeaderBlock header, String bodyHash) throws IOException {
    Optional<DkimSigner> signer = signer();
    if (signer.isEmpty()) {
      return new byte[0];
    }
    HeaderBlock came = header(original);
    BodyHashes body = new BodyHashes(original, MessageSigner.HEADER_LIMIT);
    SignatureCheck check =
        new SignatureCheck(new PublishedKeys(new TimedLookup(dns, MOST_TIME, clock)), clock);
    boolean begins = isBare(header); // also of what is wrapped: a new message
    ArcChain chain = begins ? BEGINNING : ArcChain.of(came, body, check);
    meters.count(COUNTER, "chain", chain.status().label());
    if (!begins && !mayGoOn(chain, came, header)) {
      return new byte[0];
    }
    String found = results(chain, signatures(came, header), came, body, check);
    return set(chain, found, header, bodyHash, signer.get());
  }

  private static boolean isBare(HeaderBlock header) {
    return Stream.of(ArcSet.RESULTS, ArcSet.MESSAGE, ArcSet.SEAL)
        .allMatch(name -> header.all(name).isEmpty());
  }

  /** The signatures that the message came with and still has. */
  private static List<Field> signatures(HeaderBlock came, HeaderBlock goes) {
    Set<String> left =
        goes.all(DkimSignatures.NAME).stream()
            .map(Canonicalization.RELAXED::field)
            .collect(Collectors.toSet());
    return came.all(DkimSignatures.NAME).stream()
        .filter(f -> left.contains(Canonicalization.RELAXED.field(f)))
        .limit(MOST_SIGNATURES)
        .toList();
  }

  /** Whether a set may be added to a chain, which must still be there. */
  private static boolean mayGoOn(ArcChain chain, HeaderBlock came, HeaderBlock goes) {
    boolean numbered = !chain.sets().isEmpty() && chain.sets().size() < ArcSet.MOST;
    boolean known = chain.status() != ArcChain.Status.UNKNOWN && !chain.endedBefore();
    boolean whole =
        Stream.of(ArcSet.RESULTS, ArcSet.MESSAGE, ArcSet.SEAL)
            .allMatch(name -> goes.all(name).size() == came.all(name).size());
    return numbered && known && whole;
  }

  private static HeaderBlock header(Content content) throws IOException {
    try (InputStream in = new BufferedInputStream(content.open())) {
      return HeaderBlock.read(in, MessageSigner.HEADER_LIMIT);
    }
  }

  private byte[] set(
      ArcChain chain, String found, HeaderBlock header, String bodyHash, DkimSigner signer) {
    Instant now = clock.instant();
    String instance = String.valueOf(chain.sets().size() + 1);
    Field results =
        field(ArcSet.RESULTS, ArcSet.RESULTS + ": i=" + instance + "; " + found + "\r\n");
    TaggedField signed = tagged(ArcSet.MESSAGE, instance, signer, now).tag("c", "relaxed/relaxed");
    CoveredFields covered = CoveredFields.withSignatures(header);
    signed.list("h", covered.names()).tag("bh", bodyHash);
    Field message = field(ArcSet.MESSAGE, signed.signed(signer, covered.canonical()));
    TaggedField seal = tagged(ArcSet.SEAL, instance, signer, now).tag("cv", chain.status().label());
    String before =
        chain.status() == ArcChain.Status.FAIL ? "" : ArcChain.before(chain.sets()); // 5.1.2
    String own = Canonicalization.RELAXED.field(results) + Canonicalization.RELAXED.field(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
    out.writeBytes(seal.signed(signer, before + own));
    out.writeBytes(message.raw());
    out.writeBytes(results.raw());
    return out.toByteArray();
  }

  private static TaggedField tagged(String name, String instance, DkimSigner signer, Instant now) {
    return new TaggedField(name)
        .tag("i", instance)
        .tag("a", signer.algorithm().tag())
        .tag("d", signer.domain())
        .tag("s", signer.selector())
        .tag("t", String.valueOf(now.getEpochSecond()));
  }

  private static Field field(String name, String raw) {
    return new Field(name, raw.getBytes(ISO_8859_1));
  }

  private static Field field(String name, byte[] raw) {
    return new Field(name, raw);
  }

  /** RFC 8601 2.2, with the result of RFC 8617 7.2 first. */
  private String results(
      ArcChain chain,
      List<Field> signatures,
      HeaderBlock came,
      BodyHashes body,
      SignatureCheck check)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(hostname, "arc=" + chain.status().label()));
    for (Field field : signatures) {
      Optional<Tags> tags = Tags.parse(field.value());
      if (tags.isPresent() && NAME.matcher(tags.get().compact("d")).matches()) {
        all.add(result(check.ofAuthor(came, field, tags.get(), body), tags.get()));
      }
    }
    return String.join(";\r\n\t", all);
  }

  private static String result(SignatureCheck.Found found, Tags tags) {
    String word =
        switch (found) {
          case GOOD -> "pass";
          case BAD -> "fail";
          case UNKNOWN -> "temperror";
        };
    return "dkim=" + word + " header.d=" + tags.compact("d");
  }
}
