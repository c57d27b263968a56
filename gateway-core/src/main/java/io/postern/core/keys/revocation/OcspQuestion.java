package io.postern.core.keys.revocation;

import io.postern.core.keys.revocation.PkixVerdict.Pair;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * One question to an OCSP responder and the judgement of its answer.
 *
 * <p>Standards: RFC 6960 4, A.1 (over HTTP), RFC 9654 (nonce), RFC 5019 2.1.1 (names by SHA-1,
 * which every responder knows; the JDK looks for no other).
 */
final class OcspQuestion {
  private static final String TYPE = "application/ocsp-request";

  /** An answer holds one status and a certificate or two. */
  private static final int LARGEST_ANSWER = 64 << 10;

  /** RFC 9654 2.1. */
  private static final int NONCE = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Pair pair;
  private final Extension nonce;

  private OcspQuestion(Pair pair) throws IOException {
    byte[] random = new byte[NONCE];
    RANDOM.nextBytes(random);
    this.pair = pair;
    this.nonce =
        new Extension(
            OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
            false,
            new DEROctetString(new DEROctetString(random).getEncoded()));
  }

  /** Asks, blocking; what goes wrong is an unknown status. */
  static RevocationStatus ask(
      AuthorityFetch fetch, URI responder, Pair pair, CrlShelf lists, Instant now) {
    try {
      OcspQuestion question = new OcspQuestion(pair);
      byte[] answer = fetch.post(responder, TYPE, question.octets(), LARGEST_ANSWER);
      RevocationStatus status = question.judged(answer, now);
      return status instanceof RevocationStatus.Good
          ? DelegatedResponder.objection(answer, pair, lists).orElse(status)
          : status;
    } catch (IOException e) {
      return new RevocationStatus.Unknown("no answer from the OCSP responder");
    } catch (GeneralSecurityException
        | OCSPException
        | OperatorCreationException
        | RuntimeException e) {
      return new RevocationStatus.Unknown("the certificate cannot be asked for by OCSP");
    }
  }

  private byte[] octets()
      throws IOException, GeneralSecurityException, OCSPException, OperatorCreationException {
    CertificateID id =
        new CertificateID(
            new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
            new JcaX509CertificateHolder(pair.issuer()),
            pair.certificate().getSerialNumber());
    return new OCSPReqBuilder()
        .addRequest(id)
        .setRequestExtensions(new Extensions(nonce))
        .build()
        .getEncoded();
  }

  private RevocationStatus judged(byte[] answer, Instant now) {
    RevocationStatus status =
        PkixVerdict.ocsp(answer, List.of(new SentNonce(nonce)), pair, now, good(answer, pair, now));
    return status instanceof RevocationStatus.Good
        ? Announced.in(answer, pair).orElse(status)
        : status;
  }

  /** Good for as long as the answer says; one that says nothing is of now. */
  private static RevocationStatus good(byte[] answer, Pair pair, Instant now) {
    try {
      if (new OCSPResp(answer).getResponseObject() instanceof BasicOCSPResp basic) {
        return new RevocationStatus.Good(
            Stream.of(basic.getResponses())
                .filter(r ->
                    pair.certificate().getSerialNumber().equals(r.getCertID().getSerialNumber()))
                .flatMap(r -> Stream.ofNullable(r.getNextUpdate()))
                .map(java.util.Date::toInstant)
                .min(Comparator.naturalOrder())
                .orElse(now.plus(Duration.ofMinutes(5))));
      }
      return new RevocationStatus.Unknown("the OCSP responder does not answer the question");
    } catch (IOException | OCSPException | RuntimeException e) {
      return new RevocationStatus.Unknown("the OCSP answer cannot be read");
    }
  }

  /** The nonce as the JDK compares it with the answer's. */
  private record SentNonce(Extension sent) implements java.security.cert.Extension {
    @Override
    public String getId() {
      return sent.getExtnId().getId();
    }

    @Override
    public boolean isCritical() {
      return sent.isCritical();
    }

    @Override
    public byte[] getValue() {
      return sent.getExtnValue().getOctets();
    }

    @Override
    public void encode(OutputStream out) throws IOException {
      out.write(sent.getEncoded());
    }
  }
}
