package io.postern.web.portal;

/** The pages that only say something. None of them tells more than its words. */
final class Notices {
  private final Site site;

  Notices(Site site) {
    this.site = site;
  }

  /** For locators that are unknown, expired, closed or malformed: one answer for all of them. */
  Answer gone() {
    return say(404, "gone");
  }

  Answer forbidden() {
    return say(403, "forbidden");
  }

  Answer wait(String back) {
    return say(429, "wait", back);
  }

  Answer later(String back) {
    return say(503, "later", back);
  }

  Answer tooLarge() {
    return say(413, "large");
  }

  Answer tooSlow() {
    return say(408, "slow");
  }

  Answer method() {
    return say(405, "method");
  }

  Answer error() {
    return say(500, "error");
  }

  View closed(String back) {
    return new View.Notice(title("closed"), body("closed"), back, site.text("back.link"));
  }

  Answer empty(String back) {
    return say(400, "empty", back);
  }

  Answer refused(String back) {
    return say(422, "refused", back);
  }

  Answer sent(String back) {
    View view =
        new View.Notice(
            site.text("sent.title"), site.text("sent.text"), back, site.text("sent.link"));
    return Answer.page(200, view);
  }

  private Answer say(int status, String key) {
    return Answer.page(status, new View.Notice(title(key), body(key), "", ""));
  }

  private Answer say(int status, String key, String back) {
    View view = new View.Notice(title(key), body(key), back, site.text("back.link"));
    return Answer.page(status, view);
  }

  private String title(String key) {
    return site.text(key + ".title");
  }

  private String body(String key) {
    return site.text(key + ".text");
  }
}
