package io.postern.packaging.upstream;

import io.postern.config.Cidr;
import io.postern.inbound.upstream.Provider;
import io.postern.inbound.upstream.ProviderRanges;
import io.postern.inbound.upstream.RangeList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;

/**
 * A provider's refreshed list in a home, which a running gateway reads by itself.
 *
 * @param path where it lies or would lie
 */
public record RangeFile(Provider provider, Path path) {
  /** That of a home. */
  public static RangeFile of(Path home, Provider provider) {
    return new RangeFile(provider, home.resolve("upstreams").resolve(provider.file()));
  }

  /**
   * What is in force: the file where there is one, else what was shipped.
   *
   * @throws IOException where the file cannot be read
   * @throws IllegalArgumentException where its content is of no use
   */
  public RangeList inForce() throws IOException {
    return Files.exists(path)
        ? RangeList.parse(Files.readString(path, StandardCharsets.UTF_8))
        : ProviderRanges.shipped(provider);
  }

  /** Replaces it; what was written is what a gateway will read. */
  public void write(LocalDate date, String source, List<Cidr> networks) throws IOException {
    StringBuilder text =
        new StringBuilder("# Written by postern upstream refresh.\n")
            .append("date ")
            .append(date)
            .append("\nsource ")
            .append(source.replaceAll("\\p{Cntrl}", "?"))
            .append('\n');
    networks.forEach(n -> text.append(n).append('\n'));
    RangeList.parse(text.toString());
    HomeFile.write(path, text.toString(), PosixFilePermissions.fromString("rw-r--r--"));
  }
}
