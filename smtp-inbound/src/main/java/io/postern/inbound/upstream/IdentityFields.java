package io.postern.inbound.upstream;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields that must not go on: secrets, whoever sent them, and what providers write for
 * themselves. A field that a signature of the message covers stays, unless it is a secret, for
 * without it the signature would break. Everything else keeps its bytes. Immutable.
 */
public final class IdentityFields {
  private static final List<String> PREFIXES =
      List.of(
          "x-ms-exchange-crosstenant-",
          "x-ms-exchange-organization-",
          "x-ms-exchange-crosspremises-",
          "x-eop",
          "x-gm-");
  private static final String ORGANISATION = "x-originatororg";

  /** RFC 6376 3.5, RFC 8617 4.1.2. */
  private static final Set<String> SIGNATURES = Set.of("dkim-signature", "arc-message-signature");

  private static final Pattern SIGNED = Pattern.compile("(?:^|;)\\s*h\\s*=([^;]*)");

  private final Set<String> secrets;

  /**
   * @param secrets names of fields that hold secrets, in any case
   */
  IdentityFields(List<String> secrets) {
    Set<String> names = new HashSet<>();
    secrets.forEach(s -> names.add(s.toLowerCase(Locale.ROOT)));
    this.secrets = Set.copyOf(names);
  }

  /** The header without them; the same object where there is none. */
  public HeaderBlock remove(HeaderBlock block) {
    if (block.fields().stream().noneMatch(this::isOurs)) {
      return block;
    }
    Set<String> signed = signed(block);
    List<Field> kept = new ArrayList<>(block.fields().size());
    for (Field field : block.fields()) {
      String name = lower(field);
      boolean goes = isOurs(field) && (secrets.contains(name) || !signed.contains(name));
      if (!goes) {
        kept.add(field);
      }
    }
    return new HeaderBlock(kept);
  }

  private boolean isOurs(Field field) {
    String name = lower(field);
    return secrets.contains(name)
        || name.equals(ORGANISATION)
        || (name.startsWith("x-") && PREFIXES.stream().anyMatch(name::startsWith));
  }

  private static Set<String> signed(HeaderBlock block) {
    Set<String> names = new HashSet<>();
    for (Field field : block.fields()) {
      if (SIGNATURES.contains(lower(field))) {
        Matcher tags = SIGNED.matcher(field.value());
        if (tags.find()) {
          for (String name : tags.group(1).split(":", -1)) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    return names;
  }

  private static String lower(Field field) {
    return field.name().toLowerCase(Locale.ROOT);
  }
}
