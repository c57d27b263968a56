package io.postern.inbound.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.core.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyHeaderTest {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final String V4 = "\306\063\144\007\177\0\0\001\004\0\0\031";

  /** What is read of a connection that carries these octets, and what is left of them. */
  private record Read(Optional<InetSocketAddress> client, String left) {}

  private static Read read(String octets) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(octets.getBytes(ISO_8859_1));
    Wire wire =
        (Wire)
            Proxy.newProxyInstance(
                Wire.class.getClassLoader(),
                new Class<?>[] {Wire.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "read" ->
                          in.read((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                      case "remoteAddress" -> new InetSocketAddress("10.0.0.1", 1);
                      default -> null;
                    });
    Optional<InetSocketAddress> client = new ProxyHeader(wire, Duration.ofSeconds(5)).read();
    return new Read(client, new String(in.readAllBytes(), ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 198.51.100.7 127.0.0.1 1024 25, 198.51.100.7, 1024",
    "PROXY TCP6 2001:db8::7 ::1 65535 25, 2001:db8:0:0:0:0:0:7, 65535",
    "PROXY TCP6 ::ffff:198.51.100.7 ::1 1 25, 198.51.100.7, 1",
  })
  void read_version1_givesTheClientAndNotAnOctetMore(String line, String address, int port)
      throws IOException {
    Read read = read(line + "\r\nEHLO");
    assertThat(read.client().orElseThrow().getAddress().getHostAddress()).isEqualTo(address);
    assertThat(read.client().orElseThrow().getPort()).isEqualTo(port);
    assertThat(read.left()).isEqualTo("EHLO");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff:f...f:ffff ffff::ffff 65535 65535\r\n"})
  void read_version1Unknown_givesNobody(String line) throws IOException {
    assertThat(read(line + "EHLO")).isEqualTo(new Read(Optional.empty(), "EHLO"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EHLO client.example.org\r\n",
        "PROXY\r\nEHLO a.b\r\n",
        "PROXY TCP4 198.51.100.7 127.0.0.1 1024\r\n",
        "PROXY TCP4 198.51.100.7 127.0.0.1 1024 25 1\r\n",
        "PROXY TCP4 198.51.100.7 127.0.0.1 1024 25\n",
        "PROXY TCP4 198.51.100.300 127.0.0.1 1024 25\r\n",
        "PROXY TCP4 198.51.100 127.0.0.1 1024 25\r\n",
        "PROXY TCP4 2001:db8::7 ::1 1 25\r\n",
        "PROXY TCP6 198.51.100.7 ::1 1 25\r\n",
        "PROXY TCP6 fe80::1%lo ::1 1 25\r\n",
        "PROXY TCP4 localhost 127.0.0.1 1024 25\r\n",
        "PROXY TCP4 198.51.100.7 127.0.0.1 65536 25\r\n",
        "PROXY TCP4 198.51.100.7 127.0.0.1 -1 25\r\n",
        "PROXY UDP4 198.51.100.7 127.0.0.1 1024 25\r\n",
        "PROXY  TCP4 198.51.100.7 127.0.0.1 1024 25\r\n",
        "proxy TCP4 198.51.100.7 127.0.0.1 1024 25\r\n",
        "PROXY TCP4 198.51.100.7 127.0.0.1 1024",
      })
  void read_version1Malformed_isRefused(String octets) {
    assertThatThrownBy(() -> read(octets)).isInstanceOf(IOException.class);
  }

  @Test
  void read_version1_isBounded() {
    assertThatThrownBy(() -> read("PROXY UNKNOWN " + "x".repeat(92) + "\r\n"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("PROXY UNKNOWN " + "x".repeat(100_000)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void read_version2_givesTheClientAndNotAnOctetMore() throws IOException {
    Read four = read(SIGNATURE + "\041\021\0\014" + V4 + "EHLO");
    assertThat(four.client()).contains(new InetSocketAddress("198.51.100.7", 1024));
    assertThat(four.left()).isEqualTo("EHLO");
    Read withTlv = read(SIGNATURE + "\041\021\0\022" + V4 + "\002\0\003abcEHLO");
    assertThat(withTlv).isEqualTo(four);
    String addresses = "\040\001\r\270" + "\0".repeat(11) + "\007" + "\0".repeat(16);
    Read six = read(SIGNATURE + "\041\041\0\044" + addresses + "\004\0\0\031EHLO");
    assertThat(six.client()).contains(new InetSocketAddress("2001:db8::7", 1024));
    assertThat(six.left()).isEqualTo("EHLO");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\040\021\0\003abc", "\040\0\0\0", "\041\0\0\002ab"})
  void read_version2LocalOrUnspecified_givesNobody(String rest) throws IOException {
    assertThat(read(SIGNATURE + rest + "EHLO")).isEqualTo(new Read(Optional.empty(), "EHLO"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\021\021\0\014", // version 1
        "\042\021\0\014", // neither LOCAL nor PROXY
        "\041\022\0\014", // UDP
        "\041\061\0\014", // a Unix socket
        "\041\041\0\014", // too short for its family
        "\041\021\0\013",
      })
  void read_version2Malformed_isRefused(String start) {
    assertThatThrownBy(() -> read(SIGNATURE + start + V4)).isInstanceOf(IOException.class);
  }

  @Test
  void read_version2_isBounded() {
    String rest = V4 + "\0".repeat(70_000);
    assertThatThrownBy(() -> read(SIGNATURE + "\041\021\020\001" + rest))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(SIGNATURE + "\041\021\377\377" + rest))
        .isInstanceOf(IOException.class);
  }
}
