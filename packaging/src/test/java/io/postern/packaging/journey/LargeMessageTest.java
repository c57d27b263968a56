package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Content is streamed: its size is bounded by a setting, never by the heap. */
@Timeout(180)
class LargeMessageTest {
  private static final long MIB = 1 << 20;
  private static final String FIRST_LINE = "X-Begin: here\r\n";
  private static final List<String> TO = List.of("reader@large.example");

  @TempDir Path directory;

  @Test
  void send_150MiBInASmallHeap_arrivesWhole() throws Exception {
    Digesting received = new Digesting();
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Conduct good = Conduct.secured(journey.authority().server("mx.large.example"));
      Remote remote = journey.remote("large.example", good.store(() -> received));
      journey.section("limits", "{message_size: 200MiB}");
      try (ChildGateway gateway = journey.startChild("-Xmx128m");
          Client client = Client.to(gateway.address())) {
        assertThat(client.begin("", TO)).startsWith("354");
        String sent = write(client, 150 * MIB);
        assertThat(client.ask(".")).startsWith("250");
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> remote.messages().size() == 1 || !gateway.running());
        assertThat(received.hex()).as(gateway::log).isEqualTo(sent);
      }
    }
  }

  @Test
  void send_moreThanTheDefaultLimit_isRefusedByAnnouncementAndByCount() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.remote("large.example", Conduct.plain());
      journey.start();
      try (Client client = Client.to(journey.listener())) {
        assertThat(client.begin(" SIZE=" + (50 * MIB + 1), TO)).startsWith("552 ");
        assertThat(client.begin("", TO)).startsWith("354");
        // Over the limit, and within what may still come so that a client can finish.
        write(client, 50 * MIB + MIB / 2);
        assertThat(client.ask(".")).startsWith("552 ");
        assertThat(
                client.send(
                    TO, "Subject: small\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII)))
            .startsWith("250");
      }
      Awaitility.await().until(() -> remote.messages().size() == 1);
      assertThat(remote.messages().getFirst().text()).contains("Subject: small");
    }
  }

  /** Writes about this much in lines; their digest. */
  private static String write(Client client, long size)
      throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    OutputStream out = client.stream();
    byte[] head =
        (FIRST_LINE + "From: nurse@clinic.example\r\nSubject: images\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    out.write(head);
    digest.update(head);
    byte[] line = new byte[998];
    Random random = new Random(7);
    for (long written = 0; written < size; written += line.length) {
      for (int i = 0; i < line.length - 2; i++) {
        line[i] = (byte) ('a' + random.nextInt(26));
      }
      line[line.length - 2] = '\r';
      line[line.length - 1] = '\n';
      out.write(line);
      digest.update(line);
    }
    out.flush();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Keeps a digest of what comes from the original's first line on. */
  private static final class Digesting extends ByteArrayOutputStream {
    private final MessageDigest digest;
    private boolean begun;

    Digesting() throws NoSuchAlgorithmException {
      digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      begun |= new String(bytes, offset, length, StandardCharsets.ISO_8859_1).equals(FIRST_LINE);
      if (begun) {
        digest.update(bytes, offset, length);
      }
    }

    synchronized String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
