package io.postern.core.testing;

import io.postern.core.wire.TlsIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed certificates with their keys. */
public final class TestIdentity {
  private TestIdentity() {}

  /** An EC P-256 key and a certificate for the name, good for a day. */
  public static TlsIdentity ec(String dnsName) {
    return make("EC", 256, "SHA256withECDSA", dnsName);
  }

  /** An RSA 2048 key and a certificate for the name, good for a day. */
  public static TlsIdentity rsa(String dnsName) {
    return make("RSA", 2048, "SHA256withRSA", dnsName);
  }

  /** Writes {@code certificate.pem} and {@code key.pem} into the directory. */
  public static void write(TlsIdentity identity, Path directory) throws IOException {
    try {
      Files.writeString(
          directory.resolve("certificate.pem"),
          pem("CERTIFICATE", identity.chain().getFirst().getEncoded()));
      Files.writeString(
          directory.resolve("key.pem"), pem("PRIVATE KEY", identity.key().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static TlsIdentity make(String kind, int bits, String signature, String dnsName) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      X500Name subject = new X500Name("CN=" + dnsName);
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              subject,
              BigInteger.valueOf(System.nanoTime()),
              Date.from(now.minus(1, ChronoUnit.HOURS)),
              Date.from(now.plus(1, ChronoUnit.DAYS)),
              subject,
              pair.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
      return new TlsIdentity(List.of(certificate), pair.getPrivate());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
