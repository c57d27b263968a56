package io.postern.packaging.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of our own (RFC 5280): good certificates for servers and mailboxes, and
 * the bad ones that a gateway must tell from them.
 */
public final class DemoAuthority {
  private static final Duration VALIDITY = Duration.ofDays(90);
  private static final X500Name NAME = new X500Name("CN=Postern Demo Authority");

  private final InstantSource clock;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private DemoAuthority(InstantSource clock, KeyPair keys, X509Certificate certificate) {
    this.clock = clock;
    this.keys = keys;
    this.certificate = certificate;
  }

  /** A fresh authority whose certificate is valid around the clock's time. */
  public static DemoAuthority create(InstantSource clock) {
    KeyPair keys = ellipticKeys();
    Issue issue =
        new Issue(NAME, keys.getPublic(), clock.instant().minus(VALIDITY), VALIDITY.multipliedBy(2))
            .with(Extension.basicConstraints, new BasicConstraints(0))
            .with(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return new DemoAuthority(clock, keys, issue.signedBy(keys));
  }

  /** The authority's own certificate, to be trusted. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** The same in PEM, for {@code outbound.trusted_authorities}. */
  public String certificatePem() {
    return new DemoIdentity(keys.getPrivate(), List.of(certificate)).chainPem();
  }

  /** A good server certificate for these DNS names. */
  public DemoIdentity server(String... names) {
    return server(clock.instant().minus(Duration.ofHours(1)), names);
  }

  /** A server certificate that ended yesterday. */
  public DemoIdentity expiredServer(String... names) {
    return server(clock.instant().minus(VALIDITY).minus(Duration.ofDays(1)), names);
  }

  private DemoIdentity server(Instant from, String... names) {
    KeyPair subject = ellipticKeys();
    GeneralName[] alternatives =
        Stream.of(names)
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    Issue issue =
        new Issue(new X500Name("CN=" + names[0]), subject.getPublic(), from, VALIDITY)
            .with(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))
            .with(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .with(Extension.subjectAlternativeName, new GeneralNames(alternatives));
    return identity(subject, issue);
  }

  /**
   * An S/MIME certificate (RFC 8550 3) for one mailbox. RSA, because every mail client in use
   * decrypts RSA key transport and not all decrypt ECDH.
   */
  public DemoIdentity mailbox(String address) {
    KeyPair subject = rsaKeys();
    Issue issue =
        new Issue(
                new X500Name("CN=" + address),
                subject.getPublic(),
                clock.instant().minus(Duration.ofHours(1)),
                VALIDITY)
            .with(
                Extension.keyUsage,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
            .with(
                Extension.extendedKeyUsage,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
            .with(
                Extension.subjectAlternativeName,
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, address)));
    return identity(subject, issue);
  }

  private DemoIdentity identity(KeyPair subject, Issue issue) {
    PrivateKey key = subject.getPrivate();
    return new DemoIdentity(key, List.of(issue.signedBy(keys), certificate));
  }

  private static KeyPair ellipticKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no P-256", e);
    }
  }

  private static KeyPair rsaKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no RSA", e);
    }
  }

  /** One certificate being made; the issuer is always the authority. */
  private static final class Issue {
    private final X509v3CertificateBuilder builder;

    Issue(X500Name subject, PublicKey key, Instant from, Duration life) {
      builder =
          new JcaX509v3CertificateBuilder(
              NAME,
              new BigInteger(64, new SecureRandom()).setBit(63),
              Date.from(from),
              Date.from(from.plus(life)),
              subject,
              key);
    }

    Issue with(
        org.bouncycastle.asn1.ASN1ObjectIdentifier kind,
        org.bouncycastle.asn1.ASN1Encodable value) {
      try {
        boolean critical =
            kind.equals(Extension.basicConstraints) || kind.equals(Extension.keyUsage);
        builder.addExtension(kind, critical, value);
        return this;
      } catch (IOException e) {
        throw new IllegalStateException("extension cannot be encoded", e);
      }
    }

    X509Certificate signedBy(KeyPair authority) {
      try {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            identifiers.createAuthorityKeyIdentifier(authority.getPublic()));
        return new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
      } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
        throw new IllegalStateException("certificate cannot be signed", e);
      }
    }
  }
}
