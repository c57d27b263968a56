package io.postern.core.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.Ambiguity.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MimeReaderTest {
  /** Writes down what it is shown. */
  private static final class Seen implements PartVisitor {
    final List<String> bodies = new ArrayList<>();
    final List<MimePart> parts = new ArrayList<>();
    final List<String> fields = new ArrayList<>();
    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);

    @Override
    public void field(String path, MimeField field) {
      fields.add(path + ">" + field.name() + "=" + field.value());
    }

    @Override
    public void body(MimePart part, InputStream decoded) throws IOException {
      parts.add(part);
      String text = new String(decoded.readAllBytes(), StandardCharsets.UTF_8);
      bodies.add(part.path() + " " + part.type() + " " + text.strip());
    }

    @Override
    public void ambiguity(Ambiguity ambiguity) {
      kinds.add(ambiguity.kind());
    }
  }

  private static Seen read(String message) throws IOException {
    return read(message, MimeLimits.DEFAULT);
  }

  private static Seen read(String message, MimeLimits limits) throws IOException {
    byte[] bytes = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    Seen seen = new Seen();
    MimeReader.read(new ByteArrayInputStream(bytes), limits, seen);
    return seen;
  }

  private static final String NESTED =
      """
      Subject: =?utf-8?q?caf=C3=A9?= =?utf-8?b?IHRpbWU=?=
      Content-Type: multipart/mixed; boundary=outer

      --outer
      Content-Type: text/plain
      Content-Transfer-Encoding: base64

      aGVsbG8=
      --outer
      Content-Type: message/rfc822

      Subject: inner
      Content-Type: multipart/alternative; boundary=inside

      --inside
      Content-Type: text/plain

      plain
      --inside
      Content-Type: text/html
      Content-Transfer-Encoding: quoted-printable

      <b>h=74ml</b>
      --inside--
      --outer
      Content-Type: application/pdf; name="a.pdf"
      Content-Disposition: attachment; filename*0*=utf-8''Jos%C3%A9; filename*1=" letter.pdf"

      x
      --outer--
      """;

  @Test
  void read_nestedMessage_showsPartsWithImapPaths() throws IOException {
    Seen seen = read(NESTED);
    assertThat(seen.bodies)
        .containsExactly(
            "1 text/plain hello",
            "2.1 text/plain plain",
            "2.2 text/html <b>html</b>",
            "3 application/pdf x");
    assertThat(seen.kinds).isEmpty();
  }

  @Test
  void read_encodedWordsAndFileName_areDecoded() throws IOException {
    Seen seen = read(NESTED);
    assertThat(seen.fields).contains(">subject=café time", "2>subject=inner");
    assertThat(seen.parts.getLast().fileName()).contains("José letter.pdf");
  }

  @Test
  void read_plainMessage_bodyIsPartOne() throws IOException {
    assertThat(read("Subject: x\n\nhello\n").bodies).containsExactly("1 text/plain hello");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void read_ambiguousMessage_tellsTheKind(Kind kind) throws IOException {
    Duration time = kind == Kind.TOO_SLOW ? Duration.ofNanos(1) : Duration.ofMinutes(1);
    MimeLimits limits = new MimeLimits(6, 8, 5000, time);
    assertThat(read(example(kind), limits).kinds).contains(kind);
  }

  private static String example(Kind kind) {
    String multipart = "Content-Type: multipart/mixed; boundary=b\n";
    String part = "\n--b\n\nx\n--b--\n";
    return switch (kind) {
      case DUPLICATE_CONTENT_TYPE -> "Content-Type: text/plain\nContent-Type: text/html\n\nx";
      case DUPLICATE_TRANSFER_ENCODING ->
          "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\nx";
      case DUPLICATE_DISPOSITION ->
          "Content-Disposition: inline\nContent-Disposition: attachment\n\nx";
      case DUPLICATE_PARAMETER -> "Content-Type: multipart/mixed; boundary=b; boundary=c\n" + part;
      case MALFORMED_CONTENT_TYPE -> "Content-Type: text\n\nx";
      case MALFORMED_COMPOSITE_TYPE -> "Content-Type: multipart; boundary=b\n" + part;
      case MISSING_BOUNDARY -> "Content-Type: multipart/mixed\n" + part;
      case ODD_BOUNDARY -> "Content-Type: multipart/mixed; boundary*=us-ascii''b\n" + part;
      case CLASHING_BOUNDARY ->
          multipart
              + "\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\nx\n--bb--\n--b--\n";
      case ALMOST_A_BOUNDARY -> multipart + "\n--b\n\nx\n--B\n\ny\n--b--\n";
      case MISSING_END_BOUNDARY -> multipart + "\n--b\n\nx\n";
      case UNKNOWN_TRANSFER_ENCODING -> "Content-Transfer-Encoding: x-uuencode\n\nx";
      case ENCODED_COMPOSITE -> multipart + "Content-Transfer-Encoding: base64\n" + part;
      case UNDECODABLE_BASE64 -> "Content-Transfer-Encoding: base64\n\naGV*sbG8hIQ\n";
      case BROKEN_HEADER -> "Subject: x\nno field at all\nContent-Type: text/html\n\nx";
      case SPACE_BEFORE_COLON -> "Content-Type : text/html\n\nx";
      case DISGUISED_FIELD -> "Content_Type: text/html\n\nx";
      case CONTROL_IN_FIELD -> "Content-Type: text/\0html\n\nx";
      case HEADER_CUT_SHORT -> multipart + "\n--b\nContent-Type: text/plain";
      case TEXT_OUTSIDE_PARTS -> multipart + "\nhello\n--b\n\nx\n--b--\n";
      case PARTS_OUTSIDE_PARTS ->
          multipart + part + "--c\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n";
      case PARTIAL_MESSAGE -> "Content-Type: message/partial; id=a; number=1\n\nx";
      case TOO_DEEP -> deep();
      case TOO_SLOW -> "Subject: x\n\nx";
      case TOO_MANY_PARTS -> multipart + "\n" + "--b\n\nx\n".repeat(20) + "--b--\n";
      case UNREADABLE -> "Subject: " + "x".repeat(6000) + "\n\nx";
    };
  }

  private static String deep() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append("Content-Type: multipart/mixed; boundary=q")
          .append((char) ('a' + i))
          .append("\n\n--q");
      text.append((char) ('a' + i)).append('\n');
    }
    return text.append("\nx\n").toString();
  }

  @Test
  void read_randomBytes_neverThrows() throws IOException {
    Random random = new Random(7);
    byte[] seed = NESTED.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = seed.clone();
      for (int i = 0; i < 1 + round % 30; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      MimeReader.read(new ByteArrayInputStream(bytes), MimeLimits.DEFAULT, new Seen());
    }
  }

  @Test
  void read_truncatedAnywhere_neverThrows() throws IOException {
    byte[] bytes = NESTED.getBytes(StandardCharsets.UTF_8);
    for (int end = 0; end < bytes.length; end++) {
      MimeReader.read(new ByteArrayInputStream(bytes, 0, end), MimeLimits.DEFAULT, new Seen());
    }
  }
}
