package io.postern.packaging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.postern.config.settings.Settings;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Log lines on standard error, where systemd's journal takes them: text or JSON, the message id in
 * the field {@code message}. Libraries speak from WARN up.
 */
final class Logs {
  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{0}: %msg %kvp%n";

  private Logs() {}

  /** Replaces whatever was set up before. */
  static void setUp(Settings.Logging settings) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(context, settings.format()));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    context
        .getLogger("io.postern")
        .setLevel(Level.toLevel(settings.level().toUpperCase(Locale.ROOT), Level.INFO));
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, Settings.Format format) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        yield encoder;
      }
      case JSON -> {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();
        yield encoder;
      }
    };
  }
}
