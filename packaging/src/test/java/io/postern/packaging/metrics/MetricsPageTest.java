package io.postern.packaging.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsPageTest {
  private static final Pattern NAME = Pattern.compile("\"(postern_[a-z0-9_]+)\"");

  private final PrometheusMeters meters = new PrometheusMeters();

  @Test
  void get_metrics_showsCountersDistributionsAndGauges() throws Exception {
    meters.count("postern_test_things", "listener", "a");
    meters.count("postern_test_things", "listener", "a");
    meters.record("postern_test_wait_seconds", 0.004);
    meters.record("postern_test_octets", 100);
    meters.gauge("postern_test_open", () -> 7);
    try (MetricsPage page = page()) {
      assertThat(get(page, "/metrics").body())
          .contains("postern_test_things_total{listener=\"a\"} 2.0")
          .contains("postern_test_wait_seconds_bucket{le=\"0.005\"} 1")
          .contains("postern_test_octets_sum 100.0")
          .contains("postern_test_open 7.0")
          .contains("jvm_memory_used_bytes")
          .contains("process_files_open_files");
    }
  }

  @Test
  void get_anythingElse_is404() throws Exception {
    try (MetricsPage page = page()) {
      assertThat(get(page, "/").statusCode()).isEqualTo(404);
      assertThat(get(page, "/metrics/x").statusCode()).isEqualTo(404);
    }
  }

  /** Who reads an alert finds there what the name means. */
  @Test
  void docs_nameEveryMeterOfTheSources() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize(); // tests run in their module
    String docs = Files.readString(root.resolve("docs/metrics.md"));
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          files
              .filter(f -> f.toString().contains("/src/main/java/"))
              .filter(f -> f.toString().endsWith(".java"))
              .toList()) {
        names.addAll(
            NAME.matcher(Files.readString(file))
                .results()
                .map(r -> r.group(1))
                .collect(Collectors.toSet()));
      }
    }
    assertThat(names).isNotEmpty().allSatisfy(n -> assertThat(docs).contains("`" + n + "`"));
  }

  private MetricsPage page() throws IOException {
    return new MetricsPage(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), meters);
  }

  private static HttpResponse<String> get(MetricsPage page, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + page.address().getPort() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
