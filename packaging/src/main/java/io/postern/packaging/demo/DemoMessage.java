package io.postern.packaging.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One message of the demo.
 *
 * @param name for the report
 * @param content with CRLF line ends
 * @param secret whether its content may leave protected only: because it is about a patient, or
 *     because its sender said so
 * @param canaries words that stand in it and nowhere else
 */
public record DemoMessage(
    String name,
    String from,
    List<String> to,
    byte[] content,
    boolean secret,
    List<String> canaries) {
  public DemoMessage {
    to = List.copyOf(to);
    canaries = List.copyOf(canaries);
  }

  /** What the policy demands for this recipient: the label of a protection. */
  public String expected(String recipient) {
    return secret ? DemoDomain.of(recipient).protection() : "opportunistic";
  }

  /** The messages that ship with the demo; people and numbers in them are invented. */
  public static List<DemoMessage> all() {
    return List.of(
        secret(
            "01-referral",
            "elena.brandt@stmary-clinic.example",
            List.of(
                "dr.okafor@good-tls.example",
                "intake@expired-cert.example",
                "b.lindqvist@smime.example"),
            "Margarethe Voss",
            "48213377"),
        secret(
            "02-discharge-summary",
            "sian.orourke@stmary-clinic.example",
            List.of(
                "frontdesk@good-tls.example", "m.tanaka@openpgp.example", "records@no-tls.example"),
            "kesson-M",
            "50377216",
            "ceftriaxone"),
        secret(
            "03-billing-statement",
            "billing@stmary-clinic.example",
            List.of(
                "t.quillfeather@no-tls.example",
                "claims@wrong-name.example",
                "audit@good-tls.example"),
            "Thaddeus Quillfeather",
            "XQH884201937"),
        secret(
            "04-appointment-reminder",
            "scheduling@stmary-clinic.example",
            List.of(
                "r.achterberg@expired-cert.example",
                "caregiver@smime.example",
                "m.tanaka@openpgp.example"),
            "Achterberg",
            "61880425"),
        open(
            "05-newsletter",
            "news@stmary-clinic.example",
            List.of(
                "friends@good-tls.example",
                "reader@no-tls.example",
                "subscriber@wrong-name.example")),
        secret(
            "06-insurance-claim",
            "claims-out@stmary-clinic.example",
            List.of(
                "claims@wrong-name.example",
                "adjudication@good-tls.example",
                "edi@openpgp.example"),
            "Penhallow",
            "WGZ402775831"),
        open(
            "07-it-maintenance",
            "servicedesk@stmary-clinic.example",
            List.of(
                "vendor-support@good-tls.example",
                "noc@no-tls.example",
                "ops@expired-cert.example")),
        secret(
            "08-secure-tag",
            "legal@stmary-clinic.example",
            List.of("counsel@good-tls.example", "partner@no-tls.example", "notary@smime.example"),
            "Parking spaces 118 to 140"),
        secret(
            "09-lab-result",
            "lab@stmary-clinic.example",
            List.of(
                "dr.okafor@good-tls.example",
                "maria.s@no-tls.example",
                "b.lindqvist@smime.example",
                "m.tanaka@openpgp.example",
                "intake@expired-cert.example",
                "claims@wrong-name.example"),
            "212-63-8840",
            "70914482",
            "Hepatitis C"),
        open(
            "10-vendor-invoice",
            "ap@stmary-clinic.example",
            List.of("invoices@good-tls.example", "orders@wrong-name.example")));
  }

  private static DemoMessage secret(String name, String from, List<String> to, String... canaries) {
    return new DemoMessage(name, from, to, read(name), true, List.of(canaries));
  }

  private static DemoMessage open(String name, String from, List<String> to) {
    return new DemoMessage(name, from, to, read(name), false, List.of());
  }

  private static byte[] read(String name) {
    try (InputStream in = DemoMessage.class.getResourceAsStream("messages/" + name + ".eml")) {
      if (in == null) {
        throw new IllegalStateException("not in this build: message " + name);
      }
      // Latin-1 keeps every octet; the files are kept with LF so that version control shows them
      String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
