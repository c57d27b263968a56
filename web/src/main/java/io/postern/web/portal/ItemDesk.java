package io.postern.web.portal;

import io.postern.core.store.PortalStore.Item;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a reader may do with an item. Every way goes through the check of the session, which also
 * writes the proof of reading before anything is shown. Safe for use by many threads.
 */
final class ItemDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ItemDesk.class);

  private final Cookies cookies;
  private final FormGuard guard;
  private final Sessions sessions;
  private final Notices notices;
  private final ReadingRoom room;
  private final ReplyDesk replies;

  ItemDesk(
      Cookies cookies,
      FormGuard guard,
      Sessions sessions,
      Notices notices,
      ReadingRoom room,
      ReplyDesk replies) {
    this.cookies = cookies;
    this.guard = guard;
    this.sessions = sessions;
    this.notices = notices;
    this.room = room;
    this.replies = replies;
  }

  /** Answers a request for one of the pages of an item. */
  Answer answer(Visit visit, Item item, String path, String action) throws IOException {
    Optional<String> session = session(visit, item);
    if (session.isEmpty()) {
      return Answer.seeOther(path);
    }
    return switch (action) {
      case "body" -> room.body(item);
      case "message.eml" -> room.download(item);
      case "reply" -> replies.take(visit, item, path);
      case "logout" -> logout(visit, item, path, session.get());
      default -> message(visit, item, path);
    };
  }

  /** Answers a request for an attachment. */
  Answer attachment(Visit visit, Item item, String path, int number) throws IOException {
    return session(visit, item).isEmpty() ? Answer.seeOther(path) : room.attachment(item, number);
  }

  private Answer message(Visit visit, Item item, String path) throws IOException {
    Optional<String> known = cookies.browser(visit.request());
    return known.isEmpty()
        ? Answer.seeOther(path)
        : room.message(item, path, known.get(), visit.queryIs("view=text"));
  }

  private Answer logout(Visit visit, Item item, String path, String session) throws IOException {
    String token = visit.form().getValue("token");
    if (token == null
        || !guard.sameOrigin(visit.request())
        || !guard.genuine(visit.request(), path, token)) {
      return notices.forbidden();
    }
    sessions.end(session);
    LOG.info("portal: session ended, item {}", item.reference());
    return new Answer.Page(
        200, notices.closed(path), List.of(cookies.clearSession(item.reference())));
  }

  private Optional<String> session(Visit visit, Item item) {
    return cookies
        .session(visit.request(), item.reference())
        .filter(id -> sessions.use(id, item, visit.client()));
  }
}
