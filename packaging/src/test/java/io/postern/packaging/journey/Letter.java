package io.postern.packaging.journey;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A letter about a patient who exists nowhere, with words in every part of it that stand nowhere
 * else.
 */
final class Letter {
  private static final String BODY =
      """
      Dear colleague,

      Patient: Margarethe Voss-Okonkwo
      DOB: 03/14/1961
      MRN: 48213377-K
      SSN: 212-63-8840

      She was diagnosed with chronic hepatitis C and started on zq-sofosbuvir 400 mg.
      """;
  private static final String ATTACHED =
      """
      Laboratory report of Margarethe Voss-Okonkwo
      HCV RNA quantitative: 1,250,000 IU/mL; genotype zq-1b; ALT 84 U/L
      """;

  /** Subject, body, attachment and file name each have theirs. */
  private static final List<String> CANARIES =
      List.of(
          "Voss-Okonkwo",
          "Voss=2DOkonkwo",
          "48213377-K",
          "212-63-8840",
          "zq-sofosbuvir",
          "zq-1b",
          "canary-subject-7Q",
          "canary-file-9X");

  private Letter() {}

  /** The message, with CRLF line ends. */
  static byte[] bytes() {
    return """
    From: Nurse <nurse@clinic.example>
    To: undisclosed-recipients:;
    Subject: Referral canary-subject-7Q Margarethe Voss-Okonkwo
    Date: Fri, 20 Nov 2026 10:00:00 +0000
    Message-ID: <letter@clinic.example>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="zwischen"

    --zwischen
    Content-Type: text/plain; charset=utf-8

    %s
    --zwischen
    Content-Type: text/plain; charset=utf-8; name="canary-file-9X Voss-Okonkwo.txt"
    Content-Transfer-Encoding: base64
    Content-Disposition: attachment; filename="canary-file-9X Voss-Okonkwo.txt"

    %s
    --zwischen--
    """
        .formatted(BODY, encodedAttachment())
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String encodedAttachment() {
    return Base64.getMimeEncoder(76, new byte[] {'\n'})
        .encodeToString(ATTACHED.getBytes(StandardCharsets.UTF_8));
  }

  /** The words, and the lines of the attachment as they travel, that this place holds. */
  static List<String> foundIn(byte[] place) {
    String text = new String(place, StandardCharsets.ISO_8859_1);
    return Stream.concat(
            CANARIES.stream(), encodedAttachment().lines().filter(l -> l.length() > 20))
        .filter(text::contains)
        .toList();
  }

  /** The same for a text. */
  static List<String> foundIn(String place) {
    return foundIn(place.getBytes(StandardCharsets.UTF_8));
  }
}
