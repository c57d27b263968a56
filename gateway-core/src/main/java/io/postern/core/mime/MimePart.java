package io.postern.core.mime;

import java.util.Map;
import java.util.Optional;

/**
 * One entity as its header declares it.
 *
 * @param path its section number as in IMAP (RFC 9051 6.4.5): {@code 1}, {@code 2.1}; {@code
 *     1.preamble} and {@code 1.epilogue} for text outside of the parts of a multipart
 * @param type {@code type/subtype} in lower case; {@code text/plain} where nothing usable is
 *     declared (RFC 2045 5.2)
 * @param parameters of Content-Type, names in lower case, RFC 2231 decoded
 * @param fileName decoded, from Content-Disposition or else from Content-Type's name
 * @param disposition {@code inline}, {@code attachment} or empty
 */
public record MimePart(
    String path,
    String type,
    Map<String, String> parameters,
    Optional<String> fileName,
    String disposition) {
  public MimePart {
    parameters = Map.copyOf(parameters);
  }

  /** The declared charset. */
  public Optional<String> charset() {
    return Optional.ofNullable(parameters.get("charset"));
  }

  /** The part before the slash. */
  public String mediaType() {
    return type.substring(0, type.indexOf('/'));
  }

  MimePart outside(String where) {
    return new MimePart(
        path.isEmpty() ? where : path + "." + where, "text/plain", Map.of(), Optional.empty(), "");
  }
}
