package io.postern.outbound.protect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificates made by openssl: NAME.pem, NAME.key, and ca.pem. */
public final class SmimeAuthority {
  private static final String CONFIG =
      """
      [req]
      distinguished_name = dn
      prompt = no
      [dn]
      CN = Test
      [ca]
      basicConstraints = critical,CA:TRUE
      keyUsage = critical,keyCertSign,cRLSign
      subjectKeyIdentifier = hash
      """;

  private final Path directory;

  public SmimeAuthority(Path directory) {
    this.directory = directory;
    write("req.cnf", CONFIG);
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -config req.cnf"
            + " -extensions ca -subj /CN=TestAuthority -keyout ca.key -out ca.pem");
  }

  /** A certificate as recipients have them: encryption and signature, for mail. */
  public Path person(String name, String keyOptions, String address) {
    boolean rsa = keyOptions.startsWith("rsa");
    return certificate(
        name,
        keyOptions,
        "subjectAltName=email:"
            + address
            + "\nkeyUsage=critical,digitalSignature,"
            + (rsa ? "keyEncipherment" : "keyAgreement")
            + "\nextendedKeyUsage=emailProtection,clientAuth");
  }

  /** A certificate with exactly these extensions; {@code keyOptions} as in {@code rsa:2048}. */
  public Path certificate(String name, String keyOptions, String extensions) {
    write(name + ".ext", "basicConstraints=CA:FALSE\n" + extensions + "\n");
    String key =
        keyOptions.startsWith("rsa")
            ? "-newkey " + keyOptions
            : "-newkey ec -pkeyopt ec_paramgen_curve:" + keyOptions;
    openssl(
        "req -new -nodes -config req.cnf -subj /CN="
            + name
            + " -keyout "
            + name
            + ".key -out "
            + name
            + ".csr "
            + key);
    openssl(
        "x509 -req -in "
            + name
            + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -extfile "
            + name
            + ".ext -out "
            + name
            + ".pem");
    return directory.resolve(name + ".pem");
  }

  /** NAME.p12 with the private key, password {@code x}, in the old format that gpgsm 2.2 reads. */
  public Path pkcs12(String name) {
    openssl(
        "pkcs12 -export -legacy -in "
            + name
            + ".pem -inkey "
            + name
            + ".key -certfile ca.pem -passout pass:x -out "
            + name
            + ".p12");
    return directory.resolve(name + ".p12");
  }

  public Tool.Result openssl(String arguments) {
    return Tool.run(directory, ("openssl " + arguments).split(" "));
  }

  private void write(String name, String text) {
    try {
      Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
