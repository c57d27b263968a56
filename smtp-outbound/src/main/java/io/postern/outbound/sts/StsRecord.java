package io.postern.outbound.sts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The TXT record that says that a domain has a policy, and when it changed (RFC 8461 3.1). */
public final class StsRecord {
  private static final Pattern VERSION = Pattern.compile("v=STSv1[ \\t]*;.*", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("\\s*([A-Za-z0-9][\\w.-]{0,31})=([!-:<>-~]*)\\s*");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");

  private StsRecord() {}

  /**
   * The policy's id; empty where there is no policy to look for.
   *
   * @param texts all TXT records of {@code _mta-sts.} and the domain
   */
  public static Optional<String> id(List<String> texts) {
    List<String> ours = texts.stream().filter(t -> VERSION.matcher(t).matches()).toList();
    return ours.size() == 1 ? idIn(ours.getFirst()) : Optional.empty();
  }

  private static Optional<String> idIn(String text) {
    for (String part : text.split(";", -1)) {
      Matcher field = FIELD.matcher(part);
      if (field.matches() && field.group(1).equals("id")) {
        return Optional.of(field.group(2)).filter(id -> ID.matcher(id).matches());
      }
    }
    return Optional.empty();
  }
}
