package io.postern.web.portal;

import io.postern.core.store.Database;
import io.postern.core.store.PortalStore;
import io.postern.core.store.PortalStore.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a request wants, and gives it to who answers. */
final class PortalHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(PortalHandler.class);
  private static final Pattern LOCATOR = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");
  private static final byte[] ROBOTS =
      "User-agent: *\nDisallow: /\n".getBytes(StandardCharsets.US_ASCII);

  private final Database database;
  private final InstantSource clock;
  private final boolean proxied;
  private final Notices notices;
  private final Door door;
  private final ItemDesk desk;
  private final VerifyDesk verify;
  private final Sender sender;
  private final byte[] style = style();

  PortalHandler(
      Database database,
      InstantSource clock,
      boolean proxied,
      Notices notices,
      Door door,
      ItemDesk desk,
      VerifyDesk verify,
      Sender sender) {
    this.database = database;
    this.clock = clock;
    this.proxied = proxied;
    this.notices = notices;
    this.door = door;
    this.desk = desk;
    this.verify = verify;
    this.sender = sender;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try {
      sender.send(answer(request), response, callback);
    } catch (RuntimeException | Error e) {
      // what leaves this method is logged by the server, with the path, which is the locator
      log(e);
      sender.breakOff(response, callback);
    }
    return true;
  }

  private static void log(Throwable e) {
    // the classes only: messages of others may hold the path
    Throwable cause = e.getCause();
    LOG.warn(
        "portal: request failed: {}{}",
        e.getClass().getName(),
        cause == null ? "" : " by " + cause.getClass().getName());
  }

  /** Total: whatever goes wrong becomes a page that says nothing about it. */
  private Answer answer(Request request) {
    try {
      return route(new Visit(request, ClientAddress.of(request, proxied)));
    } catch (Visit.TooLargeException e) {
      return notices.tooLarge();
    } catch (PacedStream.TooSlowException e) {
      return notices.tooSlow();
    } catch (IOException | RuntimeException | Error e) {
      log(e);
      return notices.error();
    }
  }

  private Answer route(Visit visit) throws IOException {
    String method = visit.request().getMethod();
    String path = visit.request().getHttpURI().getCanonicalPath();
    boolean get = method.equals("GET") || method.equals("HEAD");
    if (path == null || (!get && !method.equals("POST"))) {
      return notices.method();
    }
    if (path.startsWith("/m/")) {
      return item(visit, method, path);
    }
    return switch (path) {
      case "/verify" -> get ? verify.form(visit) : verify.answer(visit);
      case "/" -> Answer.seeOther("/verify");
      case "/style.css" -> new Answer.Asset("text/css; charset=utf-8", style);
      case "/robots.txt" -> new Answer.Asset("text/plain; charset=us-ascii", ROBOTS);
      default -> notices.gone();
    };
  }

  private Answer item(Visit visit, String method, String path) throws IOException {
    String rest = path.substring("/m/".length());
    int slash = rest.indexOf('/');
    String locator = slash < 0 ? rest : rest.substring(0, slash);
    String action = slash < 0 ? "" : rest.substring(slash + 1);
    Optional<Item> item = find(locator);
    if (item.isEmpty()) {
      return notices.gone();
    }
    String base = "/m/" + locator;
    return switch (method + " " + action) {
      case "GET ", "HEAD " -> door.first(visit, item.get(), base);
      case "POST code" -> door.sendCode(visit, item.get(), base);
      case "POST open" -> door.open(visit, item.get(), base);
      // what a reload or the back button asks for
      case "GET code", "GET open", "GET reply", "GET logout" -> Answer.seeOther(base);
      case "GET message", "GET body", "GET message.eml", "POST reply", "POST logout" ->
          desk.answer(visit, item.get(), base, action);
      default -> attachment(visit, method, item.get(), base, action);
    };
  }

  private Answer attachment(Visit visit, String method, Item item, String base, String action)
      throws IOException {
    String number = action.startsWith("attachment/") ? action.substring(11) : "";
    if (!method.equals("GET")) {
      return notices.method();
    }
    return NUMBER.matcher(number).matches()
        ? desk.attachment(visit, item, base, Integer.parseInt(number))
        : notices.gone();
  }

  /** Unknown, expired and closed are the same from outside: one lookup, one answer. */
  private Optional<Item> find(String locator) {
    if (!LOCATOR.matcher(locator).matches()) {
      return Optional.empty();
    }
    return database
        .read(connection -> PortalStore.byLocator(connection, PortalKeys.hash(locator)))
        .filter(item -> item.readable(clock.instant()));
  }

  private static byte[] style() {
    try (InputStream in = PortalHandler.class.getResourceAsStream("style.css")) {
      if (in == null) {
        throw new IllegalStateException("style.css is part of this module");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
