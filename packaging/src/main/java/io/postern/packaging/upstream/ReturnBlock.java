package io.postern.packaging.upstream;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What an admin puts into {@code postern.yaml} so that an upstream's mail goes back to its
 * provider. It is printed and never written: it names files that the admin has yet to bring, and
 * settings that name missing files do not load.
 *
 * @param host with port
 * @param proof the lines by which the provider knows us
 */
record ReturnBlock(String upstream, String host, List<String> proof) {
  private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9-]+\\.)+[A-Za-z0-9-]+");
  private static final Pattern USER = Pattern.compile("[^\\s@]+@[^\\s@]+");
  private static final String TENANTS = ".onmicrosoft.com";

  /**
   * To Exchange Online, proved by a certificate.
   *
   * @throws IllegalArgumentException where that is no name of a host
   */
  static ReturnBlock microsoft365(String upstream, String host) {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("--return-host is the name of a host, without a port");
    }
    return new ReturnBlock(
        upstream,
        host + ":25",
        List.of(
            "certificate: " + Stanza.quoted("certificates/" + upstream + ".crt"),
            "key: " + Stanza.quoted("certificates/" + upstream + ".key"),
            "processed_word: {file: "
                + Stanza.quoted(ProcessedWord.fileOf(upstream).toString())
                + "}"));
  }

  /**
   * To Google's relay service, with a login.
   *
   * @throws IllegalArgumentException where that is no user of Google Workspace
   */
  static ReturnBlock google(String upstream, String user) {
    if (!USER.matcher(user).matches()) {
      throw new IllegalArgumentException("--return is a user, as in gateway@contoso.example");
    }
    return new ReturnBlock(
        upstream,
        "smtp-relay.gmail.com:587",
        List.of(
            "user: " + Stanza.quoted(user),
            "password: {file: " + Stanza.quoted("keys/" + upstream + ".return-password") + "}"));
  }

  /** The name that Exchange Online usually gives the MX of a domain. */
  static String usualMx(String domain) {
    String name =
        domain.endsWith(TENANTS)
            ? domain.substring(0, domain.length() - TENANTS.length())
            : domain.replace('.', '-');
    return name + ".mail.protection.outlook.com";
  }

  String text() {
    StringBuilder text = new StringBuilder("outbound:\n  return:\n");
    text.append("    - upstream: ").append(Stanza.quoted(upstream)).append('\n');
    text.append("      host: ").append(Stanza.quoted(host));
    proof.forEach(line -> text.append("\n      ").append(line));
    return text.toString();
  }
}
