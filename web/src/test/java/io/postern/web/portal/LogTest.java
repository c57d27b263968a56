package io.postern.web.portal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.postern.core.port.Content;
import io.postern.core.testing.BytesContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nothing that opens a message, and nothing out of one, is ever logged. */
class LogTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private World world;
  private Browser browser;

  @BeforeEach
  void start() throws IOException {
    world = new World();
    browser = new Browser(world);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    world.close();
  }

  /** Reads as far as the header and then fails as it is told. */
  private final class Failing implements Content {
    private final BytesContent whole = BytesContent.of(JourneyTest.LETTER);

    @Override
    public long size() {
      return whole.size();
    }

    @Override
    public InputStream open() throws IOException {
      Throwable now = failure.get();
      return now == null
          ? whole.open()
          : new InputStream() {
            private int left = 100;

            @Override
            public int read() throws IOException {
              return left-- > 0 ? 'x' : LogTest.<Integer, IOException>sneaky(now);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
              target[offset] = (byte) read();
              return 1;
            }
          };
    }
  }

  @SuppressWarnings("unchecked")
  private static <T, E extends Throwable> T sneaky(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void request_failsInAnyWay_logHoldsNeitherPathNorMessage() throws IOException {
    String path = World.path(world.offer(new Failing(), World.READER, true));
    String locator = path.substring(3);
    browser.signIn(world, path);
    for (Throwable how :
        List.of(
            new IOException("reading " + path),
            new IllegalStateException("reading " + path),
            new StackOverflowError("reading " + path))) {
      failure.set(how);
      for (String page : List.of("/message", "/body", "/message.eml", "/attachment/1")) {
        ask(path + page);
      }
    }
    raw("GET " + path + "/%zz HTTP/1.1\r\nHost: a\r\n\r\n");
    raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n");
    ask(path + "/" + "x".repeat(20_000));
    assertThat(log.list).anyMatch(e -> e.getFormattedMessage().contains("StackOverflowError"));
    assertThat(log.list).noneMatch(e -> text(e).contains(locator));
  }

  private void raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", world.server.port())) {
      socket.getOutputStream().write(World.latin1(request));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  private void ask(String path) {
    try {
      browser.get(path);
    } catch (UncheckedIOException e) {
      // broken off half-way, which is fine here
    }
  }

  private static String text(ILoggingEvent event) {
    StringBuilder all = new StringBuilder(event.getFormattedMessage());
    for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
      all.append(' ').append(t.getMessage());
    }
    return all.toString();
  }
}
