package io.postern.outbound.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.core.mime.HeaderBlock;
import io.postern.core.mime.HeaderBlock.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** What must be inside and what must not be outside. */
final class Expect {
  private Expect() {}

  /** The decrypted payload holds the author's entity and the protected fields, and says so. */
  static void payload(String name, byte[] payload, byte[] original) throws IOException {
    HeaderBlock inner = header(payload);
    HeaderBlock author = header(original);
    assertThat(inner.first("Content-Type")).as(name).get().asString().contains("hp=\"cipher\"");
    for (String field : new String[] {"Subject", "From", "Keywords", "In-Reply-To", "X-Study"}) {
      assertThat(inner.first(field)).as(name + field).isEqualTo(author.first(field));
    }
    assertThat(inner.all("HP-Outer"))
        .extracting(Field::value)
        .as(name)
        .contains("Subject: [...]", "To: Patient <patient@example.net>")
        .noneMatch(value -> value.startsWith("Keywords") || value.startsWith("Bcc"));
    assertThat(inner.first("Bcc")).as(name).isEmpty();
    assertThat(inner.first("DKIM-Signature")).as(name).isEmpty();
    if (name.equals("odd-type")) {
      assertThat(lf(payload)).contains("\n" + fields(author) + "\n" + lf(Messages.body(original)));
    } else {
      assertThat(lf(Messages.body(crlf(payload)))).as(name).isEqualTo(lf(Messages.body(original)));
      for (Field field : author.fields()) {
        if (field.name().toLowerCase(Locale.ROOT).startsWith("content-")) {
          assertThat(lf(payload)).as(name).contains(lf(field.raw()).stripTrailing());
        }
      }
    }
  }

  /** Not an octet of the author's entity is another one. */
  static void octets(String name, String form, byte[] payload, byte[] original) throws IOException {
    byte[] body = Messages.body(original);
    if (form.equals("odd-type")) {
      String entity = fields(header(original)).replace("\n", "\r\n") + "\r\n" + Messages.text(body);
      assertThat(Messages.text(payload)).as(name).contains("\r\n" + entity + "\r\n--");
    } else {
      // not by AssertJ's isEqualTo: it would print 25 megabytes
      assertThat(Arrays.mismatch(Messages.body(payload), body)).as(name).isEqualTo(-1);
    }
  }

  /** Nothing of subject or body is readable, also not in base64 of the whole. */
  static void noLeak(String name, byte[] wrapped) throws IOException {
    String text = Messages.text(wrapped);
    assertThat(text).as(name).doesNotContain(Messages.SUBJECT_CANARY, Messages.BODY_CANARY);
    HeaderBlock outer = header(wrapped);
    assertThat(outer.all("Subject")).extracting(Field::value).as(name).containsExactly("[...]");
    assertThat(outer.fields())
        .extracting(field -> field.name().toLowerCase(Locale.ROOT))
        .as(name)
        .containsOnlyOnce("from", "to", "cc", "date", "message-id", "received", "mime-version")
        .doesNotContain("keywords", "comments", "x-study", "bcc", "dkim-signature", "in-reply-to");
    assertThat(text.replace("\r\n", "")).as(name).doesNotContain("\n", "\r");
    assertThat(text.lines()).as(name).noneMatch(line -> line.length() > 998);
  }

  private static String fields(HeaderBlock author) {
    StringBuilder text = new StringBuilder();
    author.fields().stream()
        .filter(field -> field.name().toLowerCase(Locale.ROOT).startsWith("content-"))
        .forEach(field -> text.append(lf(field.raw())));
    return text.toString();
  }

  private static HeaderBlock header(byte[] message) throws IOException {
    return HeaderBlock.read(new ByteArrayInputStream(message), 1 << 20);
  }

  private static byte[] crlf(byte[] bytes) {
    return lf(bytes).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String lf(byte[] bytes) {
    return Messages.text(bytes).replace("\r\n", "\n");
  }
}
