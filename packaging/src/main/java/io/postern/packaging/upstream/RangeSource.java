package io.postern.packaging.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where a provider's list is read from: a file, or a URL over verified HTTPS, both bounded. */
public final class RangeSource {
  static final int MAXIMUM_BYTES = 8 << 20;

  /** Without it Microsoft answers 400. */
  private static final String CLIENT_ID = "clientrequestid=";

  private static final String MICROSOFT = "endpoints.office.com";

  private final HttpClient client;
  private final Duration time;

  RangeSource(HttpClient client, Duration time) {
    this.client = client;
    this.time = time;
  }

  /** With the system's certificate authorities; follows no redirects. */
  public static RangeSource ofSystem() {
    Duration time = Duration.ofSeconds(30);
    return new RangeSource(HttpClient.newBuilder().connectTimeout(time).build(), time);
  }

  /**
   * The text found there.
   *
   * @param from a path, or a URL with https or file
   * @throws IOException where it cannot be had in time, is too large, or the scheme is another
   */
  public String read(String from) throws IOException {
    String scheme = from.contains(":") ? from.substring(0, from.indexOf(':')) : "";
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "https" -> fetch(uri(from));
      case "file" -> readFile(Path.of(uri(from)));
      case "http" ->
          throw new IOException("https is needed: anybody could change what http brings");
      default -> readFile(Path.of(from));
    };
  }

  private static URI uri(String text) throws IOException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("not a URL", e);
    }
  }

  private static String readFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IOException("larger than " + MAXIMUM_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private String fetch(URI uri) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(identified(uri)).GET().build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), MAXIMUM_BYTES));
    HttpResponse<String> response = await(answer);
    if (response.statusCode() != 200) {
      throw new IOException("the server answers " + response.statusCode());
    }
    return response.body();
  }

  private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer)
      throws IOException {
    try {
      return answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("it did not all come in " + time.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static URI identified(URI uri) {
    boolean needed =
        MICROSOFT.equalsIgnoreCase(uri.getHost()) && !uri.toString().contains(CLIENT_ID);
    String mark = uri.getRawQuery() == null ? "?" : "&";
    return needed ? URI.create(uri + mark + CLIENT_ID + UUID.randomUUID()) : uri;
  }
}
