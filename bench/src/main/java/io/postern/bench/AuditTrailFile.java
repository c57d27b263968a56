package io.postern.bench;

import io.postern.config.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code audit verify} and {@code audit export} say about a gateway. */
final class AuditTrailFile {
  private AuditTrailFile() {}

  static CrashCheck.Trail of(BenchHome home, Path export) throws IOException, InterruptedException {
    boolean intact = GatewayProcess.command(home, "audit", "verify") == 0;
    export(home, export);
    return new CrashCheck.Trail(
        intact, messages(export, "accepted"), messages(export, "delivered"));
  }

  /** The messages that are on record as delivered, also while the gateway runs. */
  static Set<String> delivered(BenchHome home, Path export)
      throws IOException, InterruptedException {
    export(home, export);
    return messages(export, "delivered");
  }

  private static void export(BenchHome home, Path export) throws IOException, InterruptedException {
    if (GatewayProcess.command(home, "audit", "export", export.toString()) != 0) {
      throw new IOException("audit export failed, see gateway.log in " + home.directory());
    }
  }

  private static Set<String> messages(Path export, String type) throws IOException {
    try (Stream<String> lines = Files.lines(export)) {
      return lines
          .map(Json::readObject)
          .filter(link -> type.equals(link.get("type")))
          .map(AuditTrailFile::message)
          .collect(Collectors.toSet());
    }
  }

  private static String message(Map<String, Object> link) {
    return String.valueOf(link.get("message"));
  }
}
