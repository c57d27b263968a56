package io.postern.core.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** All that anything logs while it is open, at every level. */
public final class LogWatch implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.postern");
  private final Level before = root.getLevel();
  private final Level oursBefore = ours.getLevel();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  public LogWatch() {
    appender.start();
    root.setLevel(Level.DEBUG);
    ours.setLevel(Level.TRACE);
    root.addAppender(appender);
  }

  /** Each event with its values, thread and stack trace, as text. */
  public List<String> lines() {
    return events().map(LogWatch::text).toList();
  }

  /** Those of one level: ERROR, WARN, INFO, DEBUG or TRACE. */
  public List<String> lines(String level) {
    return events().filter(e -> e.getLevel().toString().equals(level)).map(LogWatch::text).toList();
  }

  private Stream<ILoggingEvent> events() {
    return List.copyOf(appender.list).stream();
  }

  private static String text(ILoggingEvent event) {
    return event.getFormattedMessage()
        + " "
        + event.getKeyValuePairs()
        + " "
        + event.getThreadName()
        + " "
        + event.getMDCPropertyMap()
        + " "
        + ThrowableProxyUtil.asString(event.getThrowableProxy());
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    root.setLevel(before);
    ours.setLevel(oursBefore);
  }
}
