package io.postern.core.testing;

import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of its own, and what it issues. */
public final class Certs {
  private static final Duration YEAR = Duration.ofDays(365);

  private final KeyPair keys = newKeys();
  private final X509Certificate root;

  public Certs(String name) {
    root =
        sign(
            name,
            name,
            keys,
            keys.getPrivate(),
            now().minus(YEAR),
            now().plus(YEAR),
            true,
            server(),
            List.of());
  }

  public X509Certificate root() {
    return root;
  }

  /** Valid now. */
  public TlsIdentity good(String... names) {
    return issue(now().minus(YEAR), now().plus(YEAR), server(), names);
  }

  /** Was valid until yesterday. */
  public TlsIdentity expired(String... names) {
    return issue(now().minus(YEAR), now().minus(Duration.ofDays(1)), server(), names);
  }

  /** Valid from tomorrow. */
  public TlsIdentity future(String... names) {
    return issue(now().plus(Duration.ofDays(1)), now().plus(YEAR), server(), names);
  }

  /** Valid from one moment to another. */
  public TlsIdentity lasting(Instant from, Instant until, String... names) {
    return issue(from, until, server(), names);
  }

  /** For people, not for servers. */
  public TlsIdentity forMail(String... names) {
    return issue(now().minus(YEAR), now().plus(YEAR), KeyPurposeId.id_kp_emailProtection, names);
  }

  /** With an RSA key of so many bits. */
  public TlsIdentity rsa(int bits, String... names) {
    return issue("SHA256withECDSA", newKeys("RSA", bits), names);
  }

  /** Signed with SHA-1. */
  public TlsIdentity sha1(String... names) {
    return issue("SHA1withECDSA", newKeys(), names);
  }

  /** The leaf of another, with our root presented as if it were above it. */
  public TlsIdentity presentedAbove(TlsIdentity foreign) {
    return new TlsIdentity(List.of(foreign.chain().getFirst(), root), foreign.key());
  }

  /** Only in the subject's common name. */
  public TlsIdentity commonNameOnly(String name) {
    KeyPair own = newKeys();
    return new TlsIdentity(
        List.of(
            sign(
                name,
                "root",
                own,
                keys.getPrivate(),
                now().minus(YEAR),
                now().plus(YEAR),
                false,
                server(),
                List.of())),
        own.getPrivate());
  }

  /** Below an intermediate authority, which is presented too. */
  public TlsIdentity belowIntermediate(String... names) {
    KeyPair middle = newKeys();
    X509Certificate intermediate =
        sign(
            "middle",
            rootName(),
            middle,
            keys.getPrivate(),
            now().minus(YEAR),
            now().plus(YEAR),
            true,
            server(),
            List.of());
    KeyPair own = newKeys();
    X509Certificate leaf =
        sign(
            "leaf",
            "middle",
            own,
            middle.getPrivate(),
            now().minus(YEAR),
            now().plus(YEAR),
            false,
            server(),
            List.of(names));
    return new TlsIdentity(List.of(leaf, intermediate), own.getPrivate());
  }

  /** Signed by itself. */
  public static TlsIdentity selfSigned(String... names) {
    KeyPair own = newKeys();
    return new TlsIdentity(
        List.of(
            sign(
                "self",
                "self",
                own,
                own.getPrivate(),
                now().minus(YEAR),
                now().plus(YEAR),
                false,
                server(),
                List.of(names))),
        own.getPrivate());
  }

  /** Writes the root as PEM. */
  public Path rootPem(Path directory) throws IOException {
    return pem(directory.resolve("root.pem"), "CERTIFICATE", encoded(root));
  }

  /** Writes an identity as two PEM files: chain.pem and key.pem. */
  public static void write(TlsIdentity identity, Path directory) throws IOException {
    StringBuilder chain = new StringBuilder();
    for (X509Certificate c : identity.chain()) {
      chain.append(text("CERTIFICATE", encoded(c)));
    }
    Files.writeString(directory.resolve("chain.pem"), chain);
    pem(directory.resolve("key.pem"), "PRIVATE KEY", identity.key().getEncoded());
  }

  private TlsIdentity issue(Instant from, Instant to, KeyPurposeId purpose, String... names) {
    KeyPair own = newKeys();
    return new TlsIdentity(
        List.of(
            sign(
                "leaf",
                rootName(),
                own,
                keys.getPrivate(),
                from,
                to,
                false,
                purpose,
                List.of(names))),
        own.getPrivate());
  }

  private TlsIdentity issue(String signature, KeyPair own, String... names) {
    X509Certificate leaf =
        sign(
            signature,
            "leaf",
            rootName(),
            own,
            keys.getPrivate(),
            now().minus(YEAR),
            now().plus(YEAR),
            false,
            server(),
            List.of(names));
    return new TlsIdentity(List.of(leaf), own.getPrivate());
  }

  private String rootName() {
    return root.getSubjectX500Principal().getName().substring("CN=".length());
  }

  private static Instant now() {
    return Instant.now();
  }

  private static KeyPurposeId server() {
    return KeyPurposeId.id_kp_serverAuth;
  }

  private static X509Certificate sign(
      String subject,
      String issuer,
      KeyPair own,
      PrivateKey signer,
      Instant from,
      Instant to,
      boolean authority,
      KeyPurposeId purpose,
      List<String> names) {
    return sign(
        "SHA256withECDSA", subject, issuer, own, signer, from, to, authority, purpose, names);
  }

  private static X509Certificate sign(
      String signature,
      String subject,
      String issuer,
      KeyPair own,
      PrivateKey signer,
      Instant from,
      Instant to,
      boolean authority,
      KeyPurposeId purpose,
      List<String> names) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer),
              new BigInteger(100, new java.util.Random()),
              Date.from(from),
              Date.from(to),
              new X500Name("CN=" + subject),
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      }
      if (!names.isEmpty()) {
        GeneralName[] all =
            names.stream()
                .map(n -> new GeneralName(GeneralName.dNSName, n))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(signer)));
    } catch (Exception e) {
      throw new IllegalStateException(
          "no test certificate for " + Arrays.toString(names.toArray()), e);
    }
  }

  private static KeyPair newKeys() {
    return newKeys("EC", 256);
  }

  private static KeyPair newKeys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    return Files.writeString(file, text(type, der));
  }

  private static String text(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
