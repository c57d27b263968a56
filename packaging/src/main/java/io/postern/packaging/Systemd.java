package io.postern.packaging;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd about readiness, stopping and being alive (sd_notify(3)): datagrams to a Unix
 * socket, which Java itself does not have. Does nothing where systemd did not start us.
 */
final class Systemd {
  private static final Logger LOG = LoggerFactory.getLogger(Systemd.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int PATH_BYTES = 108;

  private final @Nullable String socket;
  private final Optional<Duration> watchdog;

  private Systemd(@Nullable String socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** From NOTIFY_SOCKET and WATCHDOG_USEC, which systemd sets for {@code Type=notify}. */
  static Systemd ofEnvironment() {
    @Nullable String micros = System.getenv("WATCHDOG_USEC");
    return new Systemd(
        System.getenv("NOTIFY_SOCKET"),
        micros == null
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000)));
  }

  void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  void stopping() {
    send("STOPPING=1\nSTATUS=finishing sessions and deliveries");
  }

  void alive() {
    send("WATCHDOG=1");
  }

  /** How often to say that we are alive: half of what systemd waits. */
  Optional<Duration> watchdogPause() {
    return watchdog.map(w -> w.dividedBy(2));
  }

  private void send(String state) {
    if (socket == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      send(arena, socket, state.getBytes(StandardCharsets.UTF_8));
    } catch (Throwable e) {
      // Being watched must never stop the mail.
      LOG.warn("systemd cannot be told: {}", e.toString());
    }
  }

  private static void send(Arena arena, String socket, byte[] state) throws Throwable {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (path.length >= PATH_BYTES) {
      throw new IllegalArgumentException("NOTIFY_SOCKET is longer than a socket address");
    }
    MemorySegment address = arena.allocate(2 + PATH_BYTES);
    address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
    if (path[0] == '@') {
      address.set(ValueLayout.JAVA_BYTE, 2, (byte) 0); // the abstract namespace
    }
    MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, state);
    int descriptor = (int) C.SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
    if (descriptor < 0) {
      throw new IllegalStateException("socket() failed");
    }
    try {
      long sent =
          (long)
              C.SENDTO.invokeExact(
                  descriptor, text, (long) state.length, 0, address, 2 + path.length);
      if (sent != state.length) {
        throw new IllegalStateException("sendto() failed");
      }
    } finally {
      int closed = (int) C.CLOSE.invokeExact(descriptor);
      LOG.trace("notify socket closed: {}", closed);
    }
  }

  /** The three functions of the C library, looked up only where systemd listens. */
  private static final class C {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LOOKUP = LINKER.defaultLookup();
    private static final MethodHandle SOCKET =
        function(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO =
        function(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
        function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MethodHandle function(String name, FunctionDescriptor type) {
      return LINKER.downcallHandle(LOOKUP.find(name).orElseThrow(), type);
    }
  }
}
