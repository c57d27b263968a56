package io.postern.packaging.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.testing.FalseEnds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes in by BDAT is refused or leaves as one message, to the laxest receiver too. */
@Timeout(120)
class NoOctetsEndAMessageEarlyTest {
  private static final List<String> ENDS =
      Stream.concat(FalseEnds.all(), FalseEnds.trueOnes()).toList();

  private static final String SECOND =
      "MAIL FROM:<evil@clinic.example>\r\nRCPT TO:<x@passes.example>\r\nDATA\r\n"
          + "Subject: smuggled\r\n\r\nsmuggled\r\n.\r\n";

  /** What a lax reader takes for the end of a line, and a strict one does not. */
  private static final Pattern LAX = Pattern.compile("(?<!\r)\n|\r(?!\n)|\\x00");

  @TempDir Path directory;

  @Test
  void bdat_everyProbe_isRefusedOrOneMessage() throws Exception {
    try (Journey journey = new Journey(directory.resolve("home"))) {
      Remote remote = journey.good("passes.example");
      journey.start();
      int taken = 0;
      for (String end : ENDS) {
        for (String message :
            List.of(
                "Subject: a\r\n\r\nfirst" + end + SECOND,
                "Subject: a" + end + SECOND + "\r\n\r\nfirst\r\n",
                "Subject: a\r\n\r\n" + end.substring(1) + SECOND,
                "Subject: a\r\n\r\nfirst" + end)) {
          try (Client client = Client.to(journey.listener())) {
            byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
            String reply =
                client.sendChunked(List.of("jane@passes.example"), octets, octets.length);
            assertThat(reply).matches("(250|55[04]) .*");
            taken += reply.startsWith("250") ? 1 : 0;
          }
        }
      }

      int accepted = taken;
      assertThat(accepted).isGreaterThan(2 * (int) FalseEnds.ofLineFeeds().count());
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> remote.messages().size() >= accepted);
      assertThat(remote.messages()).hasSize(accepted);
      assertThat(remote.messages())
          .noneMatch(m -> LAX.matcher(new String(m.content(), StandardCharsets.ISO_8859_1)).find());
      assertThat(remote.messages()).noneMatch(m -> m.from().startsWith("evil"));
    }
  }
}
