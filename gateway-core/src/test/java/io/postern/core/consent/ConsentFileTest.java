package io.postern.core.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Problems;
import io.postern.core.consent.ConsentRegister.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsentFileTest {
  private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-06-01T12:00Z");
  private static final String HEADER = "address,scope,warning,date,expires,withdrawn\n";

  @TempDir Path directory;
  private final Problems problems = new Problems();

  private Map<Integer, Entry> read(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("consents.csv"), content);
    return ConsentFile.read(file, NOW, problems);
  }

  private Map<Integer, Entry> read(String content) throws IOException {
    return read(content.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> told() {
    String prefix = directory.resolve("consents.csv") + ":";
    return problems.list().stream().map(p -> p.toString().replace(prefix, "")).toList();
  }

  @Test
  void read_goodFile_givesEachConsentWithItsLine() throws IOException {
    Map<Integer, Entry> read =
        read(
            "\uFEFF\"scope\",address , date,warning\r\n\r\n"
                + "plain_email, \"Bob@Example.org\",2026-03-31,\"v1, \"\"long\"\"\"\r\n"
                + "plain_email,ann@example.org,2026-06-01,v1");
    assertThat(told()).isEmpty();
    assertThat(read).hasSize(2).containsOnlyKeys(3, 4);
    assertThat(read.get(3))
        .isEqualTo(
            new Entry(
                new Consent(
                    "bob@example.org",
                    "plain_email",
                    Instant.parse("2026-03-31T00:00:00Z"),
                    "v1, \"long\"",
                    Optional.empty()),
                Optional.empty()));
  }

  @Test
  void read_expiryAndWithdrawal_areDaysOfUtc() throws IOException {
    Entry entry =
        read(HEADER + "bob@example.org,plain_email,v1,2026-01-01,2027-01-01,2026-02-01\n")
            .values()
            .iterator()
            .next();
    assertThat(told()).isEmpty();
    assertThat(entry.consent().expires()).contains(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(entry.withdrawn()).contains(Instant.parse("2026-02-01T00:00:00Z"));
  }

  @Test
  void read_withdrawnTodayWhereTheDayOfUtcHasNotBegun_isWithdrawnNow() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("east.csv"),
            HEADER
                + "bob@example.org,plain_email,v1,2026-01-01,,2026-06-01\n"
                + "ann@example.org,plain_email,v1,2026-06-01,,2026-06-01\n");
    ZonedDateTime east = ZonedDateTime.parse("2026-06-01T08:00+14:00");

    Map<Integer, Entry> read = ConsentFile.read(file, east, problems);

    assertThat(problems.list()).isEmpty();
    assertThat(read.values())
        .extracting(e -> e.withdrawn().orElseThrow())
        .containsOnly(east.toInstant());
  }

  @Test
  void read_everyKindOfMistake_isToldInOneRunAtItsPlace() throws IOException {
    read(
        HEADER
            + "bob,plain_email,v1,2026-01-01\n" // no domain
            + "bob@example.org,Plain Email,,31.3.2026\n" // three at once
            + "bob@example.org,plain_email,v1,2026-06-02\n" // tomorrow
            + "bob@example.org,plain_email,v1,2026-01-01,2025-01-01\n" // ends before it begins
            + "ann@example.org,plain_email,v1,2026-01-01,,2025-12-31\n" // withdrawn before
            + "eve@example.org,plain_email,v1,2026-01-01,soon\n"
            + "dan@example.org,plain_email,v1,2026-01-01\n"
            + "DAN@example.org,plain_email,v2,2026-01-01\n" // the same again
            + "a@b.example,plain_email,v1,2026-01-01,,,\n"); // too many
    assertThat(told())
        .containsExactly(
            "2:1 address: not an address: local-part@domain expected",
            "3:17 scope: a scope is a small letter and up to 62 more, digits or '_', as in"
                + " plain_email",
            "3:29 warning: is empty",
            "3:30 date: a date is needed, as in 2026-03-31",
            "4:32 date: lies in the future",
            "5:43: expires: not after the date on which it was given",
            "6:44 withdrawn: before it was given",
            "7:43 expires: a date is needed, as in 2026-03-31",
            "9:1: address, scope and date as in line 8",
            "10:41: more fields than columns");
  }

  @Test
  void read_badHeader_isTold() throws IOException {
    read("address,scope,adress,scope,date\nbob@example.org,a,b,c,d\n");
    assertThat(told())
        .containsExactly(
            "1:15: no such column; there are address, date, expires, scope, warning, withdrawn",
            "1:22: named twice",
            "1:1 warning: this column is needed");
  }

  @Test
  void read_nothingOrNoText_isTold() throws IOException {
    read("\n\n");
    read(new byte[] {'a', (byte) 0xff});
    ConsentFile.read(directory.resolve("missing.csv"), NOW, problems);
    assertThat(problems.list())
        .extracting(io.postern.config.Problem::message)
        .containsExactly(
            "no line that names the columns: address,scope,warning,date",
            "not UTF-8",
            "cannot be read");
  }

  @Test
  void read_everyKindOfLineEnd_givesTheSame() throws IOException {
    String text =
        "Address,SCOPE,warning,date\nbob@example.org,plain_email,v1,2026-01-01\n\n"
            + "ann@example.org,plain_email,v1,2026-01-01\n";
    Map<Integer, Entry> read = read(text);
    assertThat(told()).isEmpty();
    assertThat(read).containsOnlyKeys(2, 4);
    assertThat(read(text.replace("\n", "\r\n"))).isEqualTo(read);
    assertThat(read(text.replace("\n", "\r"))).isEqualTo(read);
  }

  @Test
  void read_otherSeparators_areToldOnceAndNotForEachLine() throws IOException {
    for (String separator : List.of(";", "\t", "|")) {
      read("address,scope,warning,date\nbob@example.org,s,v,2026-01-01\n".replace(",", separator));
    }
    assertThat(told()).containsOnly("1:1: columns are separated by ','").hasSize(3);
  }

  @Test
  void read_quoteThatIsNotClosed_isToldAndRecordsNothing() throws IOException {
    assertThat(
            read(
                HEADER
                    + "bob@example.org,plain_email,\"v1,2026-01-01\n"
                    + "ann@example.org,plain_email,v1,2026-01-01\n"))
        .isEmpty();
    assertThat(told()).isNotEmpty().allMatch(t -> t.startsWith("2:"));
  }

  @Test
  void read_utf16OfASpreadsheet_isNotUtf8() throws IOException {
    read(("\uFEFF" + HEADER).getBytes(StandardCharsets.UTF_16LE));
    assertThat(told()).containsExactly("1:1: not UTF-8");
  }

  @Test
  void read_aHundredThousandLines_givesAllAndEveryMistake() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 100_000; i++) {
      String date = i % 1000 == 999 ? "soon" : "2026-01-01";
      text.append("p").append(i).append("@example.org,plain_email,v1,").append(date).append('\n');
    }
    assertThat(read(text.toString())).hasSize(99_900);
    assertThat(told()).hasSize(100).first().asString().startsWith("1001:");
  }

  @Test
  void read_cutOffAtEachByte_neverRaises() throws IOException {
    String whole = HEADER + "\"b\"\"b@example.org\",plain_email,\"v\n1\",2026-01-01,,\r\n";
    for (int end = 0; end <= whole.length(); end++) {
      assertThat(read(whole.substring(0, end))).hasSizeLessThanOrEqualTo(1);
    }
  }
}
