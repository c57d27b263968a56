package io.postern.inbound.upstream;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.port.Resolver.Answer;
import io.postern.core.port.TxtLookup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.BodyHasher;
import org.apache.james.jdkim.api.Headers;
import org.apache.james.jdkim.api.PublicKeyRecord;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.exceptions.PermFailException;
import org.apache.james.jdkim.exceptions.TempFailException;
import org.apache.james.jdkim.impl.CompoundBodyHasher;

/**
 * Whether one of certain domains signed a message. A signature counts only where it leaves nothing
 * open: RSA with SHA-256, the whole body, the From field, not expired. Safe for use by many
 * threads.
 *
 * <p>Standards: RFC 6376 (DKIM), RFC 8301 (no SHA-1, 1024 bits at least). RFC 8463 (Ed25519) is not
 * verified: the providers sign with RSA.
 */
final class DkimCheck {
  /** What came of it. */
  sealed interface Answered {
    /**
     * @param domain which signed
     */
    record Valid(String domain) implements Answered {}

    /** No signature of these domains that would count is there. */
    record Absent() implements Answered {}

    record Invalid() implements Answered {}

    /** The DNS did not say. */
    record Unknown() implements Answered {}
  }

  /** The message's body as it came, from its first byte. */
  @FunctionalInterface
  interface Body {
    InputStream open() throws IOException;
  }

  private record Signature(HeaderBlock.Field field, DkimSignature tags) {}

  /** Each costs a DNS question and a signature check; providers write one or two. */
  private static final int MOST_SIGNATURES = 4;

  private static final int BUFFER = 16 * 1024;
  private static final String FIELD = "DKIM-Signature";

  private final TxtLookup dns;
  private final InstantSource clock;

  DkimCheck(TxtLookup dns, InstantSource clock) {
    this.dns = dns;
    this.clock = clock;
  }

  /**
   * Reads the body once, and only where a signature of the domains is there and its key verifies
   * the header.
   *
   * @param header as it came
   * @throws IOException where the body cannot be read
   */
  Answered of(HeaderBlock header, Body body, SigningDomains signers) throws IOException {
    List<Signature> signatures = candidates(header, signers);
    boolean unknown = false;
    for (Signature signature : signatures) {
      try {
        if (verifies(header, signature, body)) {
          return new Answered.Valid(signature.tags().domain());
        }
      } catch (TempFailException e) {
        unknown = true;
      } catch (FailException e) {
        // This signature proves nothing; another may.
      }
    }
    if (unknown) {
      return new Answered.Unknown();
    }
    return signatures.isEmpty() ? new Answered.Absent() : new Answered.Invalid();
  }

  private List<Signature> candidates(HeaderBlock header, SigningDomains signers) {
    return header.all(FIELD).stream()
        .flatMap(f -> DkimSignature.read(f).map(t -> new Signature(f, t)).stream())
        .filter(s -> signers.contains(s.tags().domain()))
        .filter(s -> counts(s.tags()))
        .limit(MOST_SIGNATURES)
        .toList();
  }

  private boolean counts(DkimSignature tags) {
    try {
      return tags.counts(clock.instant());
    } catch (RuntimeException e) {
      return false; // a number that is none
    }
  }

  private boolean verifies(HeaderBlock header, Signature signature, Body body)
      throws FailException, IOException {
    Verifier verifier = new Verifier(dns);
    BodyHasher hasher = verifier.newBodyHasher(new View(header, signature.field()));
    if (hasher == null || ((CompoundBodyHasher) hasher).getBodyHashJobs().isEmpty()) {
      throw failure(hasher);
    }
    try (InputStream in = body.open();
        OutputStream out = hasher.getOutputStream()) {
      byte[] buffer = new byte[BUFFER];
      int n;
      while ((n = in.read(buffer)) >= 0) {
        out.write(buffer, 0, n);
      }
    }
    return verifier.verify(hasher) != null;
  }

  private static FailException failure(BodyHasher hasher) {
    return hasher instanceof CompoundBodyHasher all
        ? all.getSignatureExceptions().values().iterator().next()
        : new PermFailException("no signature");
  }

  /** The library's verifier with our keys and our DNS. */
  private static final class Verifier extends DKIMVerifier {
    Verifier(TxtLookup dns) {
      super(new Keys(dns));
    }

    @Override
    protected PublicKeyRecord newPublicKeyRecord(String record) {
      return new DkimKey(record);
    }

    @Override
    public SignatureRecord newSignatureRecord(String record) {
      return new DkimSignature(record);
    }
  }

  private record Keys(TxtLookup dns) implements PublicKeyRecordRetriever {
    @Override
    public List<String> getRecords(CharSequence method, CharSequence selector, CharSequence domain)
        throws TempFailException, PermFailException {
      if (!method.toString().equals("dns/txt")) {
        throw new PermFailException("unknown method");
      }
      return switch (dns.txt(selector + "._domainkey." + domain)) {
        case Answer.Found<String>(List<String> records, var _) -> records;
        case Answer.NoData<String> _ -> throw new PermFailException("no key");
        case Answer.NxDomain<String> _ -> throw new PermFailException("no key");
        case Answer.TemporaryFailure<String>(String why) -> throw new TempFailException(why);
      };
    }
  }

  /** The header for one signature: of its own kind of field it sees itself alone. */
  private record View(HeaderBlock header, HeaderBlock.Field signature) implements Headers {
    @Override
    public List<String> getFields() {
      return header.fields().stream().map(DkimSignature::text).toList();
    }

    @Override
    public List<String> getFields(String name) {
      if (name.equalsIgnoreCase(FIELD)) {
        return List.of(DkimSignature.text(signature));
      }
      List<String> found = new ArrayList<>();
      header.all(name.strip()).forEach(f -> found.add(DkimSignature.text(f)));
      return found;
    }
  }
}
