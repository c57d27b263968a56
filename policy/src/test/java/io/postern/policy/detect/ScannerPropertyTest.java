package io.postern.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.MimeLimits;
import io.postern.core.model.Screening;
import io.postern.core.port.Content;
import io.postern.policy.Mail;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ScannerPropertyTest {
  private static final int ROUNDS = 300;
  private static final String[] PIECES = {
    "Patient: Ann Lee. ",
    "SSN 536-22-8726. ",
    "metformin 500 mg. ",
    "\n\n",
    "-- \n",
    "Thanks,\n",
    "Dear Mr. Smith, ",
    "diabetes and hypertension. ",
    "name,dob,mrn,dx\n",
    "a,1/2/1960,3,E11.9\n",
    "%41%42%43",
    "=3D=\n=41",
    "&#65;&#x42;&#9;",
    "\\u0041\\x42\\u00zz",
    "UGF0aWVudDogQW5uIExlZQ",
    "5 3 6 - 2 2 - 8 7 2 6",
    "gur cngvrag",
    "sisongaid",
    "(01)00845546001124",
    "1M8GDM9AXKP042788",
    "Unsubscribe here. ",
    "NPI,DEA,Name\n",
    "[doctor] mrs. jackson ",
    "\u0430\u0585\u200b\u0332",
    "PID|1||2|3|4|5|6\r",
    "NM1*QC*1*",
    "{\"resourceType\":\"Patient\"",
    "a@b.example ",
    "Lee, Ann",
    "123456789012345678901234567890",
    "\ud800",
    "MRN",
    "Macon, GA 31201",
    "dx E11.9 250.00 99213",
    "0002-3227-30",
    "4548-4 hemoglobin 9.1",
    "Re: Ann Lee\n",
    "john is a 55-year-old "
  };

  private final Scanner scanner = new Scanner(0.40, MimeLimits.DEFAULT, 5 << 20, 64 << 10);

  @Test
  void scan_anyPieces_neverThrows() {
    Random random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      String body = body(random, 30);
      assertThat(scanner.scan(Mail.plain(body)).verdict()).isNotNull();
      assertThat(scanner.scan(Mail.html(body)).verdict()).isNotNull();
      byte[] bytes = body.getBytes(StandardCharsets.UTF_16LE);
      bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt(256);
      assertThat(scanner.scan(new Mail(bytes)).verdict()).isNotNull();
    }
  }

  @Test
  void scan_anyCutsBetweenReads_sameScreening() {
    Random random = new Random(12);
    for (int round = 0; round < ROUNDS / 10; round++) {
      Mail mail = Mail.plain(body(random, 40));
      Screening whole = scanner.scan(mail);
      assertThat(scanner.scan(new InPieces(mail, random.nextLong()))).isEqualTo(whole);
    }
  }

  @Test
  void scan_partBeforeOrBehind_neverLowersTheScore() {
    Random random = new Random(13);
    for (int round = 0; round < ROUNDS; round++) {
      String one = body(random, 6);
      String other = body(random, 6);
      double alone = scanner.scan(parts(one)).score();
      assertThat(scanner.scan(parts(one, other)).score()).isGreaterThanOrEqualTo(alone);
      assertThat(scanner.scan(parts(other, one)).score()).isGreaterThanOrEqualTo(alone);
    }
  }

  private static String body(Random random, int most) {
    StringBuilder body = new StringBuilder("x");
    for (int i = random.nextInt(most); i >= 0; i--) {
      body.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return body.toString();
  }

  private static Mail parts(String... bodies) {
    StringBuilder mail = new StringBuilder("Content-Type: multipart/mixed; boundary=b\n\n");
    for (String body : bodies) {
      mail.append("--b\nContent-Type: text/plain; charset=utf-8\n\n").append(body).append('\n');
    }
    return Mail.of(mail + "--b--\n");
  }

  /** Content that comes in reads of every length. */
  private record InPieces(Mail mail, long seed) implements Content {
    @Override
    public long size() {
      return mail.size();
    }

    @Override
    public InputStream open() {
      Random random = new Random(seed);
      return new FilterInputStream(new ByteArrayInputStream(mail.bytes())) {
        @Override
        public int read(byte[] b, int off, int len) throws IOException {
          return super.read(b, off, Math.min(len, 1 + random.nextInt(7)));
        }
      };
    }
  }
}
