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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  private final String hostname;
  private final String domain;
  private final SigningKeys keys;
  private final SignatureCheck check;
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
    this.check = new SignatureCheck(new PublishedKeys(dns), clock);
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
    ArcChain chain = ArcChain.of(came, body, check);
    meters.count(COUNTER, "chain", chain.status().label());
    String found = results(chain, came, body);
    Optional<ArcChain> next = next(chain, came, header);
    return next.isEmpty() ? new byte[0] : set(next.get(), found, header, bodyHash, signer.get());
  }

  /** The chain that we go on with; empty where nothing may be added to it. */
  private static Optional<ArcChain> next(ArcChain chain, HeaderBlock came, HeaderBlock goes) {
    int left = goes.all(ArcSet.SEAL).size();
    if (left == 0 && goes.all(ArcSet.MESSAGE).isEmpty()) {
      return Optional.of(new ArcChain(List.of(), ArcChain.Status.NONE)); // wrapped: a new message
    }
    boolean numbered = !chain.sets().isEmpty() && chain.sets().size() < ArcSet.MOST;
    boolean known = chain.status() != ArcChain.Status.UNKNOWN && !chain.endedBefore();
    return numbered && known && left == came.all(ArcSet.SEAL).size()
        ? Optional.of(chain)
        : Optional.empty();
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
  private String results(ArcChain chain, HeaderBlock came, BodyHashes body) throws IOException {
    List<String> all = new ArrayList<>(List.of(hostname, "arc=" + chain.status().label()));
    for (Field field : came.all(DkimSignatures.NAME).stream().limit(MOST_SIGNATURES).toList()) {
      Optional<Tags> tags = Tags.parse(field.value());
      if (tags.isPresent() && NAME.matcher(tags.get().compact("d")).matches()) {
        all.add(result(came, field, tags.get(), body));
      }
    }
    return String.join(";\r\n\t", all);
  }

  private String result(HeaderBlock came, Field field, Tags tags, BodyHashes body)
      throws IOException {
    String word =
        switch (check.of(came, field, tags, body)) {
          case GOOD -> "pass";
          case BAD -> "fail";
          case UNKNOWN -> "temperror";
        };
    return "dkim=" + word + " header.d=" + tags.compact("d");
  }
}
