package io.postern.packaging.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.packaging.demo.DemoAuthority;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from a server on the web, and for how long and how much it is listened to. */
@Timeout(30)
public class RangeSourceTest {
  private static final String LIST = "40.92.0.0/15\n";

  private final DemoAuthority authority = DemoAuthority.create(InstantSource.system());
  private HttpsSite site;

  @BeforeEach
  void open() throws IOException {
    site = new HttpsSite(authority.server("localhost"));
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** What trusts this authority and no other. */
  public static SSLContext trusting(DemoAuthority authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private RangeSource source(Duration time) {
    try {
      return new RangeSource(
          HttpClient.newBuilder().sslContext(trusting(authority)).connectTimeout(time).build(),
          time);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private RangeSource source() {
    return source(Duration.ofSeconds(20));
  }

  @Test
  void read_verifiedHttps_isTheText() throws IOException {
    site.shows("application/json; charset=utf-8", LIST);
    assertThat(source().read(site.url())).isEqualTo(LIST);
    assertThat(source().read(site.url().replace("https", "HTTPS") + "?x=1")).isEqualTo(LIST);
    assertThat(site.asked()).containsExactly("/list", "/list?x=1");
  }

  @Test
  void read_serverThatIsNotProved_isNotEvenAsked() throws IOException {
    site.shows("text/plain", LIST);
    refused("No subject alternative names matching IP address", site.urlByAddress());
    assertThatThrownBy(() -> RangeSource.ofSystem().read(site.url()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unable to find valid certification path");
    assertThat(site.asked()).isEmpty();
  }

  @Test
  void read_expiredCertificate_isRefused() throws IOException {
    try (HttpsSite expired = new HttpsSite(authority.expiredServer("localhost"))) {
      refused("certificate_expired", expired.url());
      assertThat(expired.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void read_redirect_isNotFollowed(int code) throws IOException {
    try (HttpsSite other = new HttpsSite(authority.server("localhost"))) {
      other.shows("text/plain", LIST);
      site.answer(HttpsSite.redirect(code, other.url()));
      refused("the server answers " + code, site.url());
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 400, 404, 429, 500, 503})
  void read_otherStatus_isRefused(int code) {
    site.answer(HttpsSite.status(code));
    refused("the server answers " + code, site.url());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void read_moreThanTheLimit_isRefusedAnnouncedOrNot(boolean announced) throws IOException {
    site.answer(HttpsSite.octets(RangeSource.MAXIMUM_BYTES, announced));
    assertThat(source().read(site.url())).hasSize(RangeSource.MAXIMUM_BYTES);
    site.answer(HttpsSite.octets(RangeSource.MAXIMUM_BYTES + 1, announced));
    refused("8388608", site.url());
  }

  @Test
  void read_bodyWithoutEnd_isRefusedAtTheLimit() {
    site.answer(HttpsSite.octets(Integer.MAX_VALUE, false));
    refused("8388608", site.url());
  }

  @Test
  void read_bodyCutShort_isNotTakenForTheWhole() {
    site.answer(exchange -> {
      exchange.sendResponseHeaders(200, 2L * LIST.length());
      exchange.getResponseBody().write(LIST.getBytes(StandardCharsets.US_ASCII));
      exchange.getResponseBody().flush();
      throw new IOException("cut");
    });
    refused("", site.url());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void read_serverThatStalls_isLeftInTime(boolean afterSome) {
    CountDownLatch over = new CountDownLatch(1);
    site.answer(exchange -> {
      if (afterSome) {
        exchange.sendResponseHeaders(200, 2L * LIST.length());
        exchange.getResponseBody().write(LIST.getBytes(StandardCharsets.US_ASCII));
        exchange.getResponseBody().flush();
      }
      await(over);
    });
    try {
      assertThatThrownBy(() -> source(Duration.ofSeconds(1)).read(site.url()))
          .isInstanceOf(IOException.class)
          .hasMessage("it did not all come in 1 seconds");
    } finally {
      over.countDown();
    }
  }

  private static void await(CountDownLatch over) throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void refused(String why, String url) {
    assertThatThrownBy(() -> source().read(url))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }
}
