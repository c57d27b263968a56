package io.postern.web.portal;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One browser: a cookie jar that follows no redirects by itself. */
final class Browser {
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");

  final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client;
  private final String base;
  private final Map<String, String> headers = new LinkedHashMap<>();

  Browser(World world) {
    this.base = "http://127.0.0.1:" + world.server.port();
    client = HttpClient.newBuilder().cookieHandler(cookies).build();
    headers.put("Sec-Fetch-Site", "same-origin");
    world.browsers.add(this);
  }

  void close() {
    client.shutdownNow();
  }

  /** Sends this header with everything from now on; null leaves it out. */
  Browser with(String name, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      headers.remove(name);
    } else {
      headers.put(name, value);
    }
    return this;
  }

  HttpResponse<byte[]> get(String path) {
    return send(request(path).GET());
  }

  HttpResponse<byte[]> head(String path) {
    return send(request(path).HEAD());
  }

  HttpResponse<byte[]> method(String name, String path) {
    return send(request(path).method(name, BodyPublishers.noBody()));
  }

  HttpResponse<byte[]> post(String path, String form) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  HttpResponse<byte[]> postMultipart(String path, byte[] body) {
    return send(
        request(path)
            .header("Content-Type", "multipart/form-data; boundary=XyZ")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  /** The form's token on the page of an item. */
  String token(String path) {
    return token(get(path));
  }

  static String token(HttpResponse<byte[]> page) {
    Matcher m = TOKEN.matcher(text(page));
    if (!m.find()) {
      throw new AssertionError("no token in " + page.statusCode() + " " + text(page));
    }
    return m.group(1);
  }

  /** Asks for a code as a person would. */
  HttpResponse<byte[]> askForCode(String path) {
    return post(path + "/code", "token=" + token(path));
  }

  /** Goes all the way to the message. */
  HttpResponse<byte[]> signIn(World world, String path) {
    String token = token(askForCode(path));
    HttpResponse<byte[]> opened =
        post(path + "/open", "token=" + token + "&code=" + world.mailedCode());
    if (opened.statusCode() != 303) {
      throw new AssertionError("not opened: " + text(opened));
    }
    return get(path + "/message");
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder b = HttpRequest.newBuilder(URI.create(base + path));
    headers.forEach(b::header);
    return b;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
