package io.postern.core.keys.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LivingServersTest {
  private static final URI ONE = URI.create("http://ocsp.example/a");
  private static final URI OTHER = URI.create("http://OCSP.example/b");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int asked;

  @Test
  void get_serverThatTookTooLong_isLeftAloneForAMoment() {
    AuthorityFetch servers = servers(new SocketTimeoutException("slow"));
    fails(servers, ONE);
    fails(servers, OTHER);
    assertThat(asked).isEqualTo(1);
    fails(servers, URI.create("http://other.example/"));
    assertThat(asked).as("another server").isEqualTo(2);
    now = now.plus(LivingServers.REST).plusSeconds(1);
    fails(servers, ONE);
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void get_serverThatAnswersBadly_isAskedAgain() {
    AuthorityFetch servers = servers(new IOException("status 503"));
    fails(servers, ONE);
    fails(servers, OTHER);
    assertThat(asked).isEqualTo(2);
  }

  private static void fails(AuthorityFetch servers, URI uri) {
    assertThatThrownBy(() -> servers.get(uri, 1)).isInstanceOf(IOException.class);
  }

  private AuthorityFetch servers(IOException failure) {
    return new LivingServers(
        new AuthorityFetch() {
          @Override
          public byte[] get(URI uri, int largest) throws IOException {
            asked++;
            throw failure;
          }

          @Override
          public byte[] post(URI uri, String type, byte[] body, int largest) throws IOException {
            return get(uri, largest);
          }
        },
        () -> now);
  }
}
