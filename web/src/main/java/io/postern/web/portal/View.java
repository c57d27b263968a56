package io.postern.web.portal;

import java.util.List;

/** What a page shows; one record per template. */
public sealed interface View {
  /** The template's file. */
  String template();

  /**
   * What the link in a notice shows.
   *
   * @param path of the item, as in {@code /m/...}
   * @param token for its form
   */
  record First(String path, String token, String reference, String until) implements View {
    @Override
    public String template() {
      return "first.jte";
    }
  }

  /**
   * Asks for the mailed code.
   *
   * @param challenge the reference of the mailed code, empty where it is unknown
   * @param wrong whether a code was just refused
   */
  record Code(
      String path, String token, String reference, String challenge, long minutes, boolean wrong)
      implements View {
    @Override
    public String template() {
      return "code.jte";
    }
  }

  /** The message itself. */
  record Reading(
      String path,
      String token,
      String reference,
      String until,
      String subject,
      String from,
      String date,
      Body body,
      List<Row> attachments,
      boolean complete,
      Answering answering)
      implements View {
    @Override
    public String template() {
      return "reading.jte";
    }
  }

  /**
   * How the text is shown.
   *
   * @param framed in a frame as HTML; else {@code text} is shown as it is
   * @param choice whether there are both
   */
  record Body(boolean framed, boolean choice, String text) {}

  /** One attachment, its size in words. */
  record Row(int number, String name, String size) {}

  /**
   * Whether and to whom the reader may answer.
   *
   * @param limit most bytes, in words
   */
  record Answering(boolean allowed, String to, String limit) {}

  /** A short message and, where {@code link} is not empty, a way on. */
  record Notice(String title, String text, String link, String linkText) implements View {
    @Override
    public String template() {
      return "notice.jte";
    }
  }

  /**
   * Asks for a reference and tells whether it is one of ours.
   *
   * @param verdict the answer, empty before the question
   * @param genuine whether the answer is yes
   */
  record Verify(String token, String entered, String verdict, boolean genuine) implements View {
    @Override
    public String template() {
      return "verify.jte";
    }
  }
}
