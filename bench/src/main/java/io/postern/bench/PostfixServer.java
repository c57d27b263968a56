package io.postern.bench;

import io.postern.packaging.demo.DemoIdentity;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Postfix as a server that accepts, everything set in its favour: enough processes, no flow
 * control, no look-ups. What it takes goes into its incoming queue, synced, and stays on hold.
 */
final class PostfixServer implements AcceptPeer {
  private final PostfixProcess process;
  private final AcceptPorts ports;

  private PostfixServer(PostfixProcess process, AcceptPorts ports) {
    this.process = process;
    this.ports = ports;
  }

  /** Starts it; its files lie below the directory, which others must be able to enter. */
  static PostfixServer start(Path work, DemoIdentity identity)
      throws IOException, InterruptedException {
    AcceptPorts ports = AcceptPorts.free();
    PostfixProcess.prepare(work);
    identity.write(work.resolve("conf/server.pem"), work.resolve("conf/server.key"));
    return new PostfixServer(
        PostfixProcess.start(work, main(work), master(ports), ports.plain()), ports);
  }

  private static String main(Path work) {
    return PostfixProcess.own(work)
        + """
        smtpd_data_restrictions = check_client_access static:hold
        smtpd_tls_chain_files = %1$s/conf/server.key, %1$s/conf/server.pem
        smtpd_tls_security_level = may
        smtpd_tls_mandatory_protocols = >=TLSv1.2
        smtpd_tls_protocols = >=TLSv1.2
        """
            .formatted(work);
  }

  private static String master(AcceptPorts ports) {
    return """
    127.0.0.1:%d inet n - n - - smtpd
      -o smtpd_tls_security_level=none
    127.0.0.1:%d inet n - n - - smtpd
    127.0.0.1:%d inet n - n - - smtpd
      -o smtpd_tls_wrappermode=yes
    """
            .formatted(ports.plain(), ports.starttls(), ports.implicit())
        + PostfixProcess.services();
  }

  @Override
  public String name() {
    return "postfix";
  }

  @Override
  public AcceptPorts ports() {
    return ports;
  }

  @Override
  public double cpuSeconds() throws IOException {
    return process.cpuSeconds();
  }

  @Override
  public void clear() throws IOException, InterruptedException {
    process.dropHeld();
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
