package io.postern.outbound.discover;

import io.postern.config.settings.DiscoverySettings.Source;
import io.postern.core.keys.Voucher;
import io.postern.core.model.Mailbox;
import io.postern.core.port.KeyRecords;
import io.postern.core.port.Resolver.Tlsa;
import io.postern.outbound.tls.TlsaMatch;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Certificates in the DNS of the recipient's domain, where DNSSEC proves them (RFC 8162): whole
 * ones, and those known from elsewhere that a record fits.
 */
public final class SmimeaRecords implements KeySource {
  /** The certificate must also have a path to a trusted authority. */
  private static final int PKIX_EE = 1;

  /** The record alone says that it is the right one. */
  private static final int DANE_EE = 3;

  private static final int CERTIFICATE = 0;
  private static final int PUBLIC_KEY = 1;
  private static final int FULL = 0;

  /** More are no plan of renewal but an attack on our time. */
  private static final int MOST = 32;

  private final KeyRecords dns;

  public SmimeaRecords(KeyRecords dns) {
    this.dns = dns;
  }

  @Override
  public Source source() {
    return Source.SMIMEA;
  }

  @Override
  public String service(Mailbox recipient) {
    return recipient.domain();
  }

  @Override
  public SourceAnswer ask(Query query) {
    return SignedRecords.ask(
        dns,
        PublishedName.smimea(query.recipient()),
        dns::smimea,
        (name, records) -> named(name, records, query.known()));
  }

  /** What the records name. Never throws; what is malformed names nothing. */
  static SourceAnswer named(String name, List<Tlsa> records, List<byte[]> known) {
    List<byte[]> vouched = certificates(records, DANE_EE, known);
    if (!vouched.isEmpty()) {
      return new SourceAnswer.Found(name, vouched, Voucher.SIGNED_RECORD);
    }
    List<byte[]> others = certificates(records, PKIX_EE, known);
    return others.isEmpty()
        ? new SourceAnswer.None(name, "no record of usage 1 or 3 names a certificate that we have")
        : new SourceAnswer.Found(name, others, Voucher.NOBODY);
  }

  private static List<byte[]> certificates(List<Tlsa> records, int usage, List<byte[]> known) {
    List<byte[]> named = new ArrayList<>();
    records.stream()
        .filter(r -> r.usage() == usage)
        .filter(r -> r.selector() == CERTIFICATE || r.selector() == PUBLIC_KEY)
        .limit(MOST)
        .forEach(r -> {
          if (r.selector() == CERTIFICATE && r.matching() == FULL) {
            named.add(HexFormat.of().parseHex(r.data()));
          } else {
            known.stream().flatMap(k -> fitting(r, k).stream()).forEach(named::add);
          }
        });
    return named;
  }

  /** That certificate alone: a directory may have put others behind it. */
  private static Optional<byte[]> fitting(Tlsa record, byte[] known) {
    return parsed(known)
        .filter(c -> TlsaMatch.fits(record, c))
        .flatMap(c -> {
          try {
            return Optional.of(c.getEncoded());
          } catch (CertificateEncodingException e) {
            return Optional.empty(); // it was read from DER
          }
        });
  }

  private static Optional<X509Certificate> parsed(byte[] der) {
    try {
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der)));
    } catch (CertificateException | RuntimeException e) {
      return Optional.empty(); // nothing that a record could name
    }
  }
}
