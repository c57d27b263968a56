package io.postern.core.tlsrpt;

import io.postern.core.mime.MimeLimits;
import io.postern.core.mime.MimePart;
import io.postern.core.mime.MimeReader;
import io.postern.core.mime.PartVisitor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A report as it comes: JSON, JSON in gzip, or the mail that carries one of both (RFC 8460 5.3).
 * Whatever it unpacks to, no more than {@link #LARGEST} octets of it are ever held.
 */
public final class ReportFile {
  /** The largest providers stay far below. */
  public static final int LARGEST = 4 << 20;

  private static final Set<String> TYPES =
      Set.of("application/tlsrpt+gzip", "application/tlsrpt+json", "application/gzip");

  private ReportFile() {}

  /**
   * Reads one.
   *
   * @param now what it tells of must lie before that, by and large
   * @throws MalformedReportException where it is none, or larger than what is taken
   */
  public static TlsReport read(byte[] file, Instant now) throws MalformedReportException {
    if (file.length > LARGEST) {
      throw tooLarge();
    }
    return ReportReader.read(json(file), now);
  }

  private static byte[] json(byte[] file) throws MalformedReportException {
    if (isGzip(file)) {
      return unpacked(file);
    }
    if (isObject(file)) {
      return file;
    }
    byte[] part =
        partOf(file).orElseThrow(() -> new MalformedReportException("there is no report inside"));
    return isGzip(part) ? unpacked(part) : part;
  }

  private static boolean isGzip(byte[] file) {
    return file.length > 2 && (file[0] & 0xff) == 0x1f && (file[1] & 0xff) == 0x8b;
  }

  private static boolean isObject(byte[] file) {
    int i = 0;
    while (i < file.length && (file[i] == ' ' || (file[i] >= '\t' && file[i] <= '\r'))) {
      i++;
    }
    return i < file.length && file[i] == '{';
  }

  private static byte[] unpacked(byte[] gzip) throws MalformedReportException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return bounded(in);
    } catch (IOException e) {
      throw new MalformedReportException("the gzip inside is damaged");
    }
  }

  private static byte[] bounded(InputStream in) throws IOException, MalformedReportException {
    byte[] octets = in.readNBytes(LARGEST + 1);
    if (octets.length > LARGEST) {
      throw tooLarge();
    }
    return octets;
  }

  private static MalformedReportException tooLarge() {
    return new MalformedReportException("the report is larger than " + LARGEST + " octets");
  }

  /** The first part of a mail that is a report by its type. */
  private static Optional<byte[]> partOf(byte[] mail) throws MalformedReportException {
    Attached found = new Attached();
    try {
      MimeReader.read(new ByteArrayInputStream(mail), MimeLimits.DEFAULT, found);
    } catch (IOException e) {
      throw new MalformedReportException("the mail cannot be read");
    }
    if (found.tooLarge) {
      throw tooLarge();
    }
    return found.report;
  }

  /** Looks for the report. For one mail. */
  private static final class Attached implements PartVisitor {
    private Optional<byte[]> report = Optional.empty();
    private boolean tooLarge;

    @Override
    public void body(MimePart part, InputStream decoded) throws IOException {
      if (report.isEmpty() && TYPES.contains(part.type())) {
        byte[] octets = decoded.readNBytes(LARGEST + 1);
        tooLarge = octets.length > LARGEST;
        report = Optional.of(octets);
      }
    }
  }
}
