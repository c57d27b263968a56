package io.postern.web.portal;

import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the portal in one language, and whose portal it is. Safe for many threads. */
public final class Site {
  private final Locale locale;
  private final String organisation;
  private final ResourceBundle texts;
  private final DateTimeFormatter moments;

  Site(Locale locale, String organisation) {
    this.locale = locale;
    this.organisation = organisation;
    texts = ResourceBundle.getBundle("io.postern.web.portal.messages", locale);
    moments = DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", locale);
  }

  /** The value of the lang attribute. */
  public String language() {
    return locale.getLanguage();
  }

  /** The organisation's name as configured. */
  public String organisation() {
    return organisation;
  }

  /** A text by its key, arguments in the form of {@link MessageFormat}. */
  public String text(String key, Object... arguments) {
    return new MessageFormat(texts.getString(key), locale).format(arguments);
  }

  /** A moment in words. */
  String moment(Instant instant) {
    return moments.format(instant.atOffset(ZoneOffset.UTC));
  }
}
