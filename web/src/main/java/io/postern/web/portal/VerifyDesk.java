package io.postern.web.portal;

import io.postern.core.store.Database;
import io.postern.core.store.PortalStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** Tells whether a notice with a given reference is ours, and nothing else about it. */
final class VerifyDesk {
  /** Questions of one client in ten minutes: references are short. */
  static final int QUESTIONS = 20;

  private static final String PLACE = "/verify";

  private final Site site;
  private final Notices notices;
  private final Cookies cookies;
  private final FormGuard guard;
  private final Database database;
  private final ClientLimit questions;

  VerifyDesk(Site site, Cookies cookies, FormGuard guard, Database database, InstantSource clock) {
    this.site = site;
    this.notices = new Notices(site);
    this.cookies = cookies;
    this.guard = guard;
    this.database = database;
    this.questions = new ClientLimit(QUESTIONS, Duration.ofMinutes(10), clock);
  }

  /** The form. */
  Answer form(Visit visit) {
    Optional<String> known = cookies.browser(visit.request());
    String browser = known.orElseGet(Secrets::random);
    List<String> set = known.isPresent() ? List.of() : List.of(cookies.setBrowser(browser));
    View view = new View.Verify(guard.token(browser, PLACE), "", "", false);
    return new Answer.Page(200, view, set);
  }

  /** The answer, with the form again. */
  Answer answer(Visit visit) throws IOException {
    Fields form = visit.form();
    Optional<String> browser = cookies.browser(visit.request());
    String token = form.getValue("token");
    boolean ours =
        browser.isPresent()
            && token != null
            && guard.sameOrigin(visit.request())
            && guard.genuine(visit.request(), PLACE, token);
    if (!ours) {
      return notices.forbidden();
    }
    if (!questions.allow(visit.client())) {
      return notices.wait(PLACE);
    }
    String reference = normal(form.getValue("reference"));
    boolean genuine = database.read(c -> PortalStore.byReference(c, reference)).isPresent();
    String verdict = site.text(genuine ? "verify.yes" : "verify.no", site.organisation());
    return Answer.page(200, new View.Verify(token, reference, verdict, genuine));
  }

  /** As people type it: any case, with or without the dash; O and I are 0 and 1 (Crockford). */
  private static String normal(@Nullable String typed) {
    String text = (typed == null ? "" : typed).toUpperCase(Locale.ROOT);
    String all = text.replaceAll("[^0-9A-Z]", "").replace('O', '0').replaceAll("[IL]", "1");
    return all.length() == 10 ? all.substring(0, 5) + "-" + all.substring(5) : "";
  }
}
