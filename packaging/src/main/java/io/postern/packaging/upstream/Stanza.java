package io.postern.packaging.upstream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One item of {@code upstreams} as YAML, its first line beginning with the dash. Every value is
 * quoted, so that none means something else.
 *
 * @param keys all lines but that of the secret header
 */
public record Stanza(String type, List<String> keys, Path secrets) {
  /** The header for upstreams that the wizard makes. */
  static final String HEADER = "X-Postern-Upstream";

  /** Exchange Online of these tenants. */
  public static Stanza microsoft365(String name, List<String> tenants, List<String> domains) {
    return new Stanza(
        "microsoft365",
        List.of(
            "name: " + quoted(name),
            "tenants: " + quoted(tenants),
            "sender_domains: " + quoted(domains)),
        UpstreamSecrets.fileOf(name));
  }

  /** Google Workspace of these domains. */
  public static Stanza google(String name, List<String> domains) {
    return new Stanza(
        "google",
        List.of("name: " + quoted(name), "sender_domains: " + quoted(domains)),
        UpstreamSecrets.fileOf(name));
  }

  /** As it goes into the file. */
  public List<String> lines() {
    return lines("file: " + quoted(secrets.toString()));
  }

  /** The same before there is a file with secrets, to find out whether the rest is right. */
  List<String> trial() {
    return lines("values: [\"" + "x".repeat(32) + "\"]");
  }

  private List<String> lines(String source) {
    List<String> lines = new ArrayList<>();
    lines.add("- type: " + type);
    keys.forEach(k -> lines.add("  " + k));
    lines.add("  secret_header: {name: " + quoted(HEADER) + ", " + source + "}");
    return lines;
  }

  private static String quoted(List<String> values) {
    return values.stream().map(Stanza::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** YAML 1.2.2 7.3.2 has no quotation marks within single ones but doubled. */
  static String quoted(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
