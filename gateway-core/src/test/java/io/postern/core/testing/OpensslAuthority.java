package io.postern.core.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority that openssl runs: issues, revokes, and answers by CRL and OCSP. */
public final class OpensslAuthority {
  private static final String CONFIG =
      """
      [req]
      distinguished_name = dn
      prompt = no
      [dn]
      CN = Test
      [ca]
      default_ca = all
      [all]
      database = index.txt
      serial = serial
      crlnumber = crlnumber
      new_certs_dir = .
      certificate = ca.pem
      private_key = ca.key
      default_md = sha256
      policy = any
      default_days = 300
      default_crl_days = 1
      unique_subject = no
      [any]
      commonName = supplied
      """;

  private static final String OF_AUTHORITY =
      "basicConstraints=critical,CA:TRUE\n"
          + "keyUsage=critical,keyCertSign,cRLSign\n"
          + "subjectKeyIdentifier=hash\n";

  private final Path directory;

  private OpensslAuthority(Path directory) {
    this.directory = directory;
    write("ca.cnf", CONFIG);
    write("index.txt", "");
    write("serial", "1000\n");
    write("crlnumber", "01\n");
  }

  /** One that vouches for itself. */
  public static OpensslAuthority root(Path parent, String name) throws IOException {
    OpensslAuthority root = new OpensslAuthority(Files.createDirectory(parent.resolve(name)));
    root.write("root.cnf", CONFIG + "[root]\n" + OF_AUTHORITY);
    root.run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3000 -config root.cnf"
            + " -extensions root -subj /CN="
            + name
            + " -keyout ca.key -out ca.pem");
    return root;
  }

  /** One below this one. */
  public OpensslAuthority below(Path parent, String name, String more) throws IOException {
    return belowWith(parent, name, OF_AUTHORITY + more);
  }

  /** One below this one, with these extensions alone. */
  public OpensslAuthority belowWith(Path parent, String name, String extensions)
      throws IOException {
    OpensslAuthority below = new OpensslAuthority(Files.createDirectory(parent.resolve(name)));
    Path certificate = certificate(name, "P-256", extensions, "");
    Files.copy(certificate, below.directory.resolve("ca.pem"));
    Files.copy(directory.resolve(name + ".key"), below.directory.resolve("ca.key"));
    return below;
  }

  /** What recipients have, with further extensions. */
  public Path person(String name, String address, String more) {
    return certificate(
        name,
        "P-256",
        "basicConstraints=CA:FALSE\nsubjectAltName=email:"
            + address
            + "\nkeyUsage=critical,digitalSignature,keyAgreement\n"
            + "extendedKeyUsage=emailProtection\n"
            + more,
        "");
  }

  /**
   * Any certificate, as NAME.pem with NAME.key beside it.
   *
   * @param key as in {@code rsa:1024} or {@code P-256}
   * @param options of openssl ca, as in {@code -enddate 20250101000000Z}
   */
  public Path certificate(String name, String key, String extensions, String options) {
    write(name + ".ext", extensions + "\n");
    String made =
        key.startsWith("rsa") ? "-newkey " + key : "-newkey ec -pkeyopt ec_paramgen_curve:" + key;
    run(
        "req -new -nodes -config ca.cnf -subj /CN=%s %s -keyout %s.key -out %s.csr"
            .formatted(name, made, name, name));
    run(
        "ca -batch -notext -config ca.cnf -in %s.csr -extfile %s.ext -out %s.pem %s"
            .formatted(name, name, name, options)
            .strip());
    return directory.resolve(name + ".pem");
  }

  /** Revokes what was issued. */
  public void revoke(String name, String reason) {
    run("ca -config ca.cnf -revoke " + name + ".pem -crl_reason " + reason);
  }

  /** A CRL of now, in DER. */
  public byte[] crl() {
    return crl("");
  }

  /** The same with extensions; what they refer to stands in sections after them. */
  public byte[] crl(String extensions) {
    write("crl.cnf", CONFIG + "[crl]\n" + extensions + "\n");
    String with = extensions.isEmpty() ? "" : " -crlexts crl";
    run("ca -config crl.cnf -gencrl -out crl.pem" + with);
    run("crl -in crl.pem -outform DER -out crl.der");
    return bytes("crl.der");
  }

  /**
   * The answer to a question in DER, valid for a day.
   *
   * @param signer of whom a certificate and key lie here, as in {@code ca}
   */
  public byte[] ocsp(byte[] question, String signer) {
    return ocsp(question, this, directory.resolve(signer + ".pem"));
  }

  /**
   * The same by what is known here, about another authority's certificates or by another's signer.
   *
   * @param signer a certificate with its key beside it
   */
  public byte[] ocsp(byte[] question, OpensslAuthority issuer, Path signer) {
    String key = signer.toString().replaceAll("pem$", "key");
    return answer(question, "-CA %s -rsigner %s -rkey %s".formatted(issuer.file(), signer, key));
  }

  /** The question about what was issued, without a nonce. */
  public byte[] question(String name) {
    run("ocsp -issuer ca.pem -cert " + name + ".pem -no_nonce -reqout about.der");
    return bytes("about.der");
  }

  private synchronized byte[] answer(byte[] question, String signer) {
    try {
      Files.write(directory.resolve("question.der"), question);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        "ocsp -index index.txt %s -ndays 1 -reqin question.der -respout answer.der"
            .formatted(signer));
    return bytes("answer.der");
  }

  /** Its own certificate. */
  public Path file() {
    return directory.resolve("ca.pem");
  }

  /** The same, parsed. */
  public X509Certificate certificate() {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes("ca.pem")));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Certificates one after the other, as they come in one file. */
  public static byte[] bundle(Path... files) throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      all.append(Files.readString(file));
    }
    return all.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Runs openssl there. */
  public void run(String arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Path log = directory.resolve("openssl.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(arguments + "\n" + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the tests need openssl", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private byte[] bytes(String name) {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
