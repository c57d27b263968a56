package io.postern.outbound.protect;

import io.postern.core.keys.SmimeSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataStreamGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * {@code multipart/signed} around the payload, inside the encryption: nobody on the way learns who
 * signed, and nobody can strip it. Clear-signed rather than opaque: the result is a third smaller.
 *
 * <p>Standards: RFC 8551 3.5.3, RFC 1847 2.1.
 */
final class SmimeSignature {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int LINE = 76;

  private SmimeSignature() {}

  static void write(OutputStream out, Payload payload, SmimeSigner signer) throws IOException {
    String boundary = Boundary.create();
    out.write(
        ascii(
            "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
                + " micalg=sha-256; boundary=\""
                + boundary
                + "\"\r\n\r\n--"
                + boundary
                + "\r\n"));
    byte[] signature = writeSigned(out, payload, signer);
    out.write(
        ascii(
            "\r\n--"
                + boundary
                + "\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"));
    out.write(Base64.getMimeEncoder(LINE, CRLF).encode(signature));
    out.write(ascii("\r\n--" + boundary + "--\r\n"));
  }

  private static byte[] writeSigned(OutputStream out, Payload payload, SmimeSigner signer)
      throws IOException {
    ByteArrayOutputStream signature = new ByteArrayOutputStream(8192);
    try (OutputStream signing = generator(signer).open(signature, false)) {
      payload.writeTo(new Streams.Tee(out, signing));
    }
    return signature.toByteArray();
  }

  private static CMSSignedDataStreamGenerator generator(SmimeSigner signer) throws IOException {
    try {
      X509Certificate leaf = signer.certificate().leaf();
      CMSSignedDataStreamGenerator generator = new CMSSignedDataStreamGenerator();
      generator.addSignerInfoGenerator(
          new JcaSimpleSignerInfoGeneratorBuilder()
              .build(algorithm(signer), signer.privateKey(), leaf));
      generator.addCertificates(new JcaCertStore(certificates(signer)));
      return generator;
    } catch (OperatorCreationException | CertificateEncodingException | CMSException e) {
      throw new IOException("the S/MIME signature cannot be made", e);
    }
  }

  private static String algorithm(SmimeSigner signer) {
    return "RSA".equals(signer.privateKey().getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA";
  }

  private static List<X509Certificate> certificates(SmimeSigner signer) {
    List<X509Certificate> all = new ArrayList<>();
    all.add(signer.certificate().leaf());
    all.addAll(signer.certificate().chain());
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
