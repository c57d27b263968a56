package io.postern.packaging.check;

import io.postern.config.HostPort;
import io.postern.config.settings.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the addresses to listen on can be had. */
final class PortCheck implements Check {
  private static final String AREA = "port";

  @Override
  public List<Finding> examine(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    settings.listeners().forEach(l -> findings.add(bind(l.address())));
    settings.portal().ifPresent(p -> findings.add(bind(p.address())));
    return findings;
  }

  private static Finding bind(HostPort address) {
    InetSocketAddress socketAddress = address.toSocketAddress();
    if (socketAddress.isUnresolved()) {
      return Finding.error(AREA, address, "the host has no address");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(socketAddress);
      return Finding.good(AREA, address, "free");
    } catch (BindException e) {
      String why = String.valueOf(e.getMessage());
      return why.contains("in use")
          ? Finding.warning(AREA, address, "in use; fine where that is this gateway")
          : Finding.error(AREA, address, why);
    } catch (IOException e) {
      return Finding.error(AREA, address, String.valueOf(e.getMessage()));
    }
  }
}
