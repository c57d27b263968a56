package io.postern.outbound.testing;

import io.postern.core.testing.Certs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The real servers, each started once for all tests of a JVM. */
public enum RealServers {
  POSTFIX {
    @Override
    RealServer start(Path directory) throws IOException {
      return new Postfix(directory, CA.good(RealServer.HOST));
    }
  },
  OPENSMTPD {
    @Override
    RealServer start(Path directory) throws IOException {
      return new OpenSmtpd(directory, CA.good(RealServer.HOST));
    }
  };

  /** Whose certificates they show. */
  public static final Certs CA = new Certs("root");

  private final Object starting = new Object();
  private @Nullable RealServer started;

  abstract RealServer start(Path directory) throws IOException;

  /** Running. */
  public RealServer server() {
    synchronized (starting) {
      if (started == null) {
        started = start();
      }
      return started;
    }
  }

  private RealServer start() {
    try {
      Path directory = Files.createTempDirectory("real-server");
      // Servers drop their rights and still have to get to their files.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      RealServer server = start(directory);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(RealServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
