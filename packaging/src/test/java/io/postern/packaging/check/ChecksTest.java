package io.postern.packaging.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.packaging.Policies;
import io.postern.packaging.check.Finding.Level;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
  @TempDir Path parent;
  private CheckedHome home;

  @BeforeEach
  void createHome() throws IOException {
    home = CheckedHome.in(parent);
  }

  @Test
  void sealing_keyTooShort_isError() throws IOException {
    Path key = home.file("keys/root.key");
    assertThat(only(new SealingCheck(home.directory())).level()).isEqualTo(Level.GOOD);
    Files.delete(key);
    Files.writeString(key, "c2hvcnQ=");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
    assertThat(only(new SealingCheck(home.directory())).message())
        .endsWith("root.key does not hold 32 bytes in base64");
  }

  @Test
  void policy_unusableFile_isError() throws IOException {
    // Warnings before it: the starter policies name the portal, which this home does not have.
    assertThat(
            new PolicyCheck(Policies.surroundings(home.settings()))
                .examine(home.settings())
                .getLast()
                .message())
        .endsWith(" rules");
    Files.writeString(home.file("policies/10-phi.yaml"), "rulez: []\n");
    assertThat(new PolicyCheck(Policies.surroundings(home.settings())).examine(home.settings()))
        .extracting(Finding::message)
        .contains("rulez: unknown key; did you mean 'rules'?");
  }

  @Test
  void certificate_byTime_isGoodThenWarningThenError() {
    assertThat(certificateAfter(Duration.ofDays(300)).level()).isEqualTo(Level.GOOD);
    assertThat(certificateAfter(Duration.ofDays(350)).level()).isEqualTo(Level.WARNING);
    assertThat(certificateAfter(Duration.ofDays(365)).message()).startsWith("expired ");
    assertThat(certificateAfter(Duration.ofDays(-1)).message()).startsWith("not valid before ");
  }

  private Finding certificateAfter(Duration time) {
    return only(new CertificateCheck(InstantSource.fixed(CheckedHome.MADE.plus(time))));
  }

  @Test
  void certificate_keyOfAnother_isError() throws IOException {
    CheckedHome other = CheckedHome.in(Files.createDirectory(parent.resolve("other")));
    Files.copy(
        other.file("certificates/listener.key"),
        home.file("certificates/listener.key"),
        StandardCopyOption.REPLACE_EXISTING);
    Finding finding = certificateAfter(Duration.ZERO);
    assertThat(finding.level()).isEqualTo(Level.ERROR);
    assertThat(finding.message()).isEqualTo("the private key does not belong to the certificate");
  }

  @Test
  void certificate_garbage_isError() throws IOException {
    Files.writeString(home.file("certificates/listener.crt"), "garbage");
    assertThat(certificateAfter(Duration.ZERO).level()).isEqualTo(Level.ERROR);
  }

  @Test
  void mode_settingsWritableByOthers_isError() throws IOException {
    ModeCheck check = new ModeCheck(home.file("postern.yaml"));
    assertThat(check.examine(home.settings())).allMatch(f -> f.level() == Level.GOOD).hasSize(5);
    Files.setPosixFilePermissions(
        home.file("postern.yaml"), PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(check.examine(home.settings()))
        .filteredOn(f -> f.level() == Level.ERROR)
        .extracting(Finding::message)
        .containsExactly("rw-rw-r--: others may change it");
  }

  @Test
  void disk_lessThanTheMinimum_isError() throws IOException {
    assertThat(new DiskCheck().examine(home.with("storage: {minimum_free: 1024GiB}\n")))
        .extracting(Finding::level)
        .containsExactly(Level.ERROR);
  }

  @Test
  void disk_dataIsAFile_isError() throws IOException {
    Files.delete(home.file("data"));
    Files.writeString(home.file("data"), "");
    assertThat(only(new DiskCheck()).message()).isEqualTo("this user may not write there");
  }

  @Test
  void port_taken_isWarning() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String portal =
          "portal: {address: '127.0.0.1:%d', url: 'https://m.example.org', from: a@example.org, organisation: x}\n"
              .formatted(taken.getLocalPort());
      assertThat(new PortCheck().examine(home.with(portal)))
          .extracting(Finding::level)
          .containsExactly(Level.GOOD, Level.WARNING);
    }
  }

  @Test
  void resolver_answeringOrNot_isSaid() throws Exception {
    try (DatagramSocket answering = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> answerOnce(answering));
      String dns =
          "dns: {timeout: 200ms, resolvers: ['127.0.0.1:%d', '127.0.0.1:%d']}\n"
              .formatted(answering.getLocalPort(), silent.getLocalPort());
      List<Finding> findings = new ResolverCheck(ResolverCheck.RESOLV_CONF).examine(home.with(dns));
      assertThat(findings).extracting(Finding::level).containsExactly(Level.GOOD, Level.ERROR);
      server.join();
    }
  }

  private static void answerOnce(DatagramSocket socket) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[512], 512);
      socket.receive(packet);
      packet.getData()[2] |= (byte) 0x80; // QR: a response
      socket.send(packet);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void resolver_noneKnown_isError() throws IOException {
    Path empty = Files.writeString(parent.resolve("resolv.conf"), "# nothing\n");
    assertThat(only(new ResolverCheck(empty)).level()).isEqualTo(Level.ERROR);
  }

  @Test
  void clock_beforeBuildOrData_isError() throws IOException {
    Instant built = CheckedHome.MADE;
    Files.setLastModifiedTime(
        Files.writeString(home.file("data/store.db"), ""), FileTime.from(built.plusSeconds(3600)));
    assertThat(clock(built.minusSeconds(1), built).message())
        .startsWith("earlier than this program");
    assertThat(clock(built.plusSeconds(60), built).message()).startsWith("earlier than our data");
    assertThat(clock(built.plusSeconds(3600), built).level()).isEqualTo(Level.GOOD);
  }

  private Finding clock(Instant now, Instant built) {
    return only(new ClockCheck(InstantSource.fixed(now), built));
  }

  private Finding only(Check check) {
    List<Finding> findings = check.examine(home.settings());
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }
}
