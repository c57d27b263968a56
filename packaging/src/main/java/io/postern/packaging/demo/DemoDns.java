package io.postern.packaging.demo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/**
 * An authoritative DNS server on 127.0.0.1, UDP and TCP on one free port (RFC 1035 4.2). Answers
 * what a master file says and nothing else.
 */
public final class DemoDns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoDns.class);
  private static final int PLAIN_UDP_OCTETS = 512;
  private static final int BIND_TRIES = 20;

  private final DemoZones zones;
  private final ServerSocket tcp;
  private final DatagramSocket udp;

  private DemoDns(DemoZones zones, ServerSocket tcp, DatagramSocket udp) {
    this.zones = zones;
    this.tcp = tcp;
    this.udp = udp;
  }

  /**
   * Starts serving.
   *
   * @param masterFile RFC 1035 5.1 lines with absolute names
   * @throws IOException where no port is free
   */
  public static DemoDns start(String masterFile) throws IOException {
    DemoZones zones = DemoZones.parse(masterFile);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    for (int i = 1; ; i++) {
      ServerSocket tcp = new ServerSocket(0, 50, loopback);
      try {
        DatagramSocket udp =
            new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        DemoDns dns = new DemoDns(zones, tcp, udp);
        Thread.ofVirtual().name("demo-dns-udp").start(dns::serveUdp);
        Thread.ofVirtual().name("demo-dns-tcp").start(dns::serveTcp);
        return dns;
      } catch (BindException e) {
        tcp.close();
        if (i == BIND_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Address and port, as {@code dns.resolvers} wants them. */
  public String address() {
    return "127.0.0.1:" + tcp.getLocalPort();
  }

  @Override
  public void close() {
    udp.close();
    try {
      tcp.close();
    } catch (IOException e) {
      LOG.debug("closing the name server: {}", e.getMessage());
    }
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        byte[] reply = answerUdp(java.util.Arrays.copyOf(buffer, packet.getLength()));
        udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException e) {
        LOG.debug("datagram not answered: {}", e.getMessage());
      }
    }
  }

  private byte[] answerUdp(byte[] wire) throws IOException {
    Message query = new Message(wire);
    OPTRecord opt = query.getOPT();
    int room = opt == null ? PLAIN_UDP_OCTETS : Math.max(PLAIN_UDP_OCTETS, opt.getPayloadSize());
    Message answer = zones.answer(query);
    if (opt != null) {
      answer.addRecord(new OPTRecord(1232, 0, 0), org.xbill.DNS.Section.ADDITIONAL);
    }
    byte[] full = answer.toWire();
    return full.length <= room ? full : truncated(answer);
  }

  /** Sends the client to TCP (RFC 1035 4.2.1, TC). */
  private static byte[] truncated(Message answer) {
    answer.getHeader().setFlag(Flags.TC);
    answer.removeAllRecords(org.xbill.DNS.Section.ANSWER);
    return answer.toWire();
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket client = tcp.accept();
        Thread.ofVirtual().start(() -> converse(client));
      } catch (IOException e) {
        LOG.debug("name server stops taking connections: {}", e.getMessage());
      }
    }
  }

  private void converse(Socket client) {
    try (client;
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
      while (true) {
        byte[] reply = zones.answer(new Message(in.readNBytes(in.readUnsignedShort()))).toWire();
        out.writeShort(reply.length);
        out.write(reply);
        out.flush();
      }
    } catch (EOFException e) {
      LOG.trace("client done");
    } catch (IOException e) {
      LOG.debug("DNS connection: {}", e.getMessage());
    }
  }
}
