package io.postern.web.portal;

import io.postern.config.settings.PortalSettings;
import io.postern.core.store.PortalStore.Item;
import io.postern.web.portal.Challenges.Mailed;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from the link to the session: the first page, which changes nothing; the mailed code; the
 * check. Safe for use by many threads.
 */
final class Door {
  /** Codes that one client may ask for in an hour, whatever the items. */
  static final int CODES_PER_CLIENT = 20;

  /** Codes that one client may try in an hour, whatever the items. */
  static final int TRIES_PER_CLIENT = 60;

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final PortalSettings settings;
  private final Site site;
  private final Notices notices;
  private final Cookies cookies;
  private final FormGuard guard;
  private final Challenges challenges;
  private final Sessions sessions;
  private final CodeMail mail;
  private final ClientLimit codes;
  private final ClientLimit tries;

  Door(
      PortalSettings settings,
      Site site,
      Cookies cookies,
      FormGuard guard,
      Challenges challenges,
      Sessions sessions,
      CodeMail mail,
      InstantSource clock) {
    this.settings = settings;
    this.site = site;
    this.notices = new Notices(site);
    this.cookies = cookies;
    this.guard = guard;
    this.challenges = challenges;
    this.sessions = sessions;
    this.mail = mail;
    this.codes = new ClientLimit(CODES_PER_CLIENT, Duration.ofHours(1), clock);
    this.tries = new ClientLimit(TRIES_PER_CLIENT, Duration.ofHours(1), clock);
  }

  /** What scanners and people get first: nothing is changed or mailed. */
  Answer first(Visit visit, Item item, String path) {
    Optional<String> session = cookies.session(visit.request(), item.reference());
    if (session.isPresent() && sessions.living(session.get(), item)) {
      return Answer.seeOther(path + "/message");
    }
    Optional<String> known = cookies.browser(visit.request());
    String browser = known.orElseGet(Secrets::random);
    View view =
        new View.First(
            path, guard.token(browser, path), item.reference(), site.moment(item.expiresAt()));
    List<String> set = known.isPresent() ? List.of() : List.of(cookies.setBrowser(browser));
    return new Answer.Page(200, view, set);
  }

  /** Mails a code and asks for it. */
  Answer sendCode(Visit visit, Item item, String path) throws IOException {
    Optional<String> browser = cookies.browser(visit.request());
    if (browser.isEmpty() || !fromOurForm(visit, visit.form(), path)) {
      return notices.forbidden();
    }
    if (!codes.allow(visit.client())) {
      return notices.wait(path);
    }
    Optional<Mailed> code = challenges.start(item.locatorHash(), browser.get());
    if (code.isEmpty()) {
      return notices.wait(path);
    }
    if (!mail.send(item, code.get())) {
      return notices.later(path);
    }
    LOG.info("portal: code mailed, item {}", item.reference());
    return ask(200, browser.get(), item, path, code.get().reference(), false);
  }

  /** Checks the code; a right one opens a session. */
  Answer open(Visit visit, Item item, String path) throws IOException {
    Fields form = visit.form();
    Optional<String> browser = cookies.browser(visit.request());
    if (browser.isEmpty() || !fromOurForm(visit, form, path)) {
      return notices.forbidden();
    }
    if (!tries.allow(visit.client())) {
      return notices.wait(path);
    }
    String session = Secrets.random();
    if (challenges.redeem(item.locatorHash(), browser.get(), value(form, "code"), session)) {
      String cookie = cookies.setSession(item.reference(), session);
      return new Answer.SeeOther(path + "/message", List.of(cookie));
    }
    LOG.info("portal: code refused, item {}", item.reference());
    String reference = challenges.reference(item.locatorHash(), browser.get());
    return ask(403, browser.get(), item, path, reference, true);
  }

  private Answer ask(
      int status, String browser, Item item, String path, String challenge, boolean wrong) {
    return Answer.page(
        status,
        new View.Code(
            path,
            guard.token(browser, path),
            item.reference(),
            challenge,
            settings.codeLife().toMinutes(),
            wrong));
  }

  private boolean fromOurForm(Visit visit, Fields form, String path) {
    return guard.sameOrigin(visit.request())
        && guard.genuine(visit.request(), path, value(form, "token"));
  }

  private static String value(Fields form, String name) {
    String value = form.getValue(name);
    return value == null ? "" : value;
  }
}
