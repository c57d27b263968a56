package io.postern.inbound.syntax;

import io.postern.core.model.EsmtpOptions.Ret;
import io.postern.core.model.Recipient.Notify;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** RET, ENVID, NOTIFY and ORCPT (RFC 3461 4). */
public final class DsnParameters {
  /** RFC 3461 5.4 and 4.2. */
  private static final int ENVID = 100;

  private static final int ORCPT = 500;

  private DsnParameters() {}

  public static Optional<Ret> ret(Parameters parameters) throws SyntaxException {
    Optional<String> value = parameters.take("RET");
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (value.get().toUpperCase(Locale.ROOT)) {
          case "FULL" -> Ret.FULL;
          case "HDRS" -> Ret.HDRS;
          default -> throw new SyntaxException(501, "5.5.4", "RET is FULL or HDRS");
        });
  }

  public static Optional<String> envelopeId(Parameters parameters) throws SyntaxException {
    Optional<String> value = parameters.take("ENVID");
    if (value.isPresent()
        && (value.get().length() > ENVID || !Xtext.isPrintable(value.get(), false))) {
      throw new SyntaxException(501, "5.5.4", "ENVID is xtext of at most 100 characters");
    }
    return value;
  }

  /** Empty where there is none. */
  public static Set<Notify> notifyOn(Parameters parameters) throws SyntaxException {
    Set<Notify> events = EnumSet.noneOf(Notify.class);
    Optional<String> value = parameters.take("NOTIFY");
    if (value.isPresent()) {
      for (String one : value.get().split(",", -1)) {
        if (!events.add(event(one))) {
          throw badNotify();
        }
      }
    }
    if (events.contains(Notify.NEVER) && events.size() > 1) {
      throw badNotify();
    }
    return events;
  }

  private static Notify event(String text) throws SyntaxException {
    try {
      return Notify.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw badNotify();
    }
  }

  private static SyntaxException badNotify() {
    return new SyntaxException(501, "5.5.4", "NOTIFY is NEVER or SUCCESS,FAILURE,DELAY");
  }

  /**
   * @param utf8 whether the transaction is SMTPUTF8
   */
  public static Optional<String> originalRecipient(Parameters parameters, boolean utf8)
      throws SyntaxException {
    Optional<String> value = parameters.take("ORCPT");
    if (value.isPresent() && !isOriginalRecipient(value.get(), utf8)) {
      throw new SyntaxException(501, "5.5.4", "ORCPT is type;xtext of at most 500 characters");
    }
    return value;
  }

  private static boolean isOriginalRecipient(String value, boolean utf8) {
    int semicolon = value.indexOf(';');
    return value.length() <= ORCPT
        && semicolon > 0
        && value.substring(0, semicolon).matches("[A-Za-z0-9-]{1,40}")
        && Xtext.isPrintable(value.substring(semicolon + 1), utf8);
  }
}
