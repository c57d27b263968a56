package io.postern.packaging.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.postern.config.Json;
import io.postern.config.SecretFile;
import io.postern.config.settings.SettingsLoader;
import io.postern.packaging.Gateway;
import io.postern.packaging.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that runs, a message as Exchange Online sends it, and the commands beside them. */
class UpstreamVerifyTest {
  private static final String TENANT = "01234567-89ab-cdef-0123-456789abcdef";
  private static final String OTHER_TENANT = "ffffffff-89ab-cdef-0123-456789abcdef";

  /** Sends by STARTTLS and prints what the gateway answers to the content. */
  private static final String CLIENT =
      """
      import smtplib, ssl, sys
      port, tenant, secret = sys.argv[1:4]
      lines = ['From: nurse@contoso.example', 'To: bob@hospital.invalid', 'Subject: lunch',
               'Message-ID: <' + secret[:8] + tenant[:8] + '@contoso.example>',
               'X-MS-Exchange-CrossTenant-Id: ' + tenant, 'X-OriginatorOrg: contoso.example',
               'X-MS-Exchange-CrossTenant-AuthAs: Internal', 'X-Postern-Upstream: ' + secret,
               '', 'At noon.', '']
      context = ssl._create_unverified_context()
      with smtplib.SMTP('127.0.0.1', int(port), timeout=30) as smtp:
          smtp.starttls(context=context)
          smtp.ehlo()
          smtp.mail('nurse@contoso.example')
          smtp.rcpt('bob@hospital.invalid')
          code, text = smtp.data('\\r\\n'.join(lines).encode())
          print(code, text.decode())
      """;

  @TempDir Path directory;
  private String home = "";
  private Path secrets = Path.of("");
  private Gateway gateway;

  @BeforeEach
  void startGateway() throws IOException, GeneralSecurityException {
    home = directory.resolve("home").toString();
    secrets = Path.of(home, "keys/contoso.secrets");
    Ran.postern("init", "--home", home, "--listen", "127.0.0.1:0");
    Ran made =
        Ran.postern(
            "upstream",
            "microsoft365",
            "--home",
            home,
            "--name",
            "contoso",
            "--tenant",
            TENANT,
            "--domain",
            "contoso.example",
            "--write");
    assertThat(made.code()).as(made.err()).isZero();
    Path file = Path.of(home, "postern.yaml");
    Files.writeString(
        file, Files.readString(file) + "    networks: [127.0.0.0/8]\nstorage: {minimum_free: 0}\n");
    gateway =
        Wiring.start(Path.of(home), SettingsLoader.load(Path.of(home)), InstantSource.system());
  }

  @AfterEach
  void stopGateway() {
    gateway.close();
  }

  private String secret(int number) throws IOException {
    return SecretFile.read(secrets).entries().get(number - 1).value().reveal();
  }

  private String send(String tenant, String secret) throws IOException, InterruptedException {
    int port = gateway.addresses().getFirst().getPort();
    Process python =
        new ProcessBuilder("python3", "-c", CLIENT, Integer.toString(port), tenant, secret)
            .redirectErrorStream(true)
            .start();
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new String(python.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private Ran upstream(String command, String... more) {
    List<String> args = new java.util.ArrayList<>(List.of("upstream", command, "contoso"));
    args.addAll(List.of("--home", home));
    args.addAll(List.of(more));
    return Ran.postern(args.toArray(String[]::new));
  }

  /** Starts to wait, and goes on when it does. */
  private CompletableFuture<Ran> waiting() throws InterruptedException {
    WatchedRun run =
        new WatchedRun("upstream", "verify", "contoso", "--home", home, "--wait", "60s");
    run.awaitWaiting();
    return run.result();
  }

  @Test
  void verify_messageThatPasses_isGoodWithEachCheck() throws Exception {
    CompletableFuture<Ran> waiting = waiting();
    assertThat(send(TENANT, secret(1))).startsWith("250 ");
    Ran ran = waiting.get(60, TimeUnit.SECONDS);
    assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out())
        .contains("from 127.0.0.1: taken")
        .containsPattern("passed +tenant-id +tenant seen: " + TENANT)
        .containsPattern("passed +secret +secret 1 of 1, made ")
        .containsPattern("skipped +certificate")
        .doesNotContain(secret(1));
    Ran list = Ran.postern("upstream", "list", "--home", home, "--json");
    assertThat(list.code()).as(list.err()).isZero();
    Map<?, ?> row = (Map<?, ?>) Json.readArray(list.out()).getFirst();
    assertThat(row.get("type")).isEqualTo("microsoft365");
    assertThat(((Map<?, ?>) row.get("last_accepted")).get("client_address")).isEqualTo("127.0.0.1");
    assertThat(upstream("verify").code()).isZero();
  }

  @Test
  void verify_otherTenantFirstThenWrongSecret_namesTheFailedCheck() throws Exception {
    CompletableFuture<Ran> waiting = waiting();
    assertThat(send(OTHER_TENANT, secret(1))).startsWith("550 ").contains("P-M365-TENANT");
    assertThat(send(TENANT, "not-the-secret-at-all")).startsWith("550 ").contains("P-SECRET-WRONG");
    Ran ran = waiting.get(60, TimeUnit.SECONDS);
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(1);
    assertThat(ran.out())
        .contains("somebody else, still waiting:")
        .containsPattern("failed +secret")
        .contains("to do: Set the newest secret in the provider's rule.")
        .doesNotContain("not-the-secret-at-all", secret(1));
  }

  @Test
  void verify_nothingComes_isAFindingInTime() {
    Ran ran = upstream("verify", "--wait", "1s");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("no message came in time");
    assertThat(upstream("verify").out()).contains("no message was seen yet");
  }

  @Test
  void rotate_besideTheRunningGateway_losesNoMessage() throws Exception {
    String old = secret(1);
    assertThat(upstream("rotate", "--finish").err())
        .contains("no rotation of contoso is under way");
    Ran started = upstream("rotate");
    assertThat(started.code()).as(started.err()).isZero();
    String fresh = secret(1);
    assertThat(fresh).isNotEqualTo(old);
    assertThat(started.out())
        .contains("Set-TransportRule -Identity 'Postern contoso: route'")
        .contains("-SetHeaderValue '" + fresh + "'")
        .doesNotContain(old);
    assertThat(upstream("rotate").err()).contains("is not finished (--finish)");
    assertThat(send(TENANT, old)).startsWith("250 ");
    Ran early = upstream("rotate", "--finish");
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.out()).contains("not finished").doesNotContain(fresh, old);
    acceptedWithin(fresh);
    Ran finished = finishedOnceSeen();
    assertThat(finished.code()).as(finished.out() + finished.err()).isZero();
    assertThat(SecretFile.read(secrets).entries()).hasSize(1);
    refusedWithin(old);
    assertThat(Ran.postern("audit", "search", "--home", home, "--type", "upstream_changed").out())
        .contains("secrets made", "secret added", "old secrets dropped");
  }

  /** The running gateway looks at the file once a second at most. */
  private void acceptedWithin(String secret) {
    org.awaitility.Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> send(TENANT, secret).startsWith("250 "));
  }

  private void refusedWithin(String secret) {
    org.awaitility.Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> send(TENANT, secret).contains("P-SECRET-WRONG"));
  }

  private Ran finishedOnceSeen() {
    return org.awaitility.Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .until(
            () -> {
              Ran ran = upstream("rotate", "--finish");
              if (ran.code() != 0) {
                send(TENANT, secret(1));
              }
              return ran;
            },
            ran -> ran.code() == 0);
  }

  @Test
  void verify_unknownName_isMisuse() {
    Ran ran = Ran.postern("upstream", "verify", "nobody", "--home", home);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("postern.yaml has no upstream nobody").hasLineCount(1);
  }
}
