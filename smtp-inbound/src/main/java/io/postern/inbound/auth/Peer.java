package io.postern.inbound.auth;

import io.postern.core.wire.PeerCertificate;
import java.net.InetAddress;
import java.util.Optional;

/** The client at the other end: where it connects from and what certificate it has shown. */
public record Peer(InetAddress address, PeerCertificate certificate) {
  /** SHA-256 of the key that it has proved to hold, in base64; empty without one. */
  Optional<String> key() {
    return switch (certificate) {
      case PeerCertificate.Presented shown -> Optional.of(shown.spkiSha256());
      case PeerCertificate.None() -> Optional.empty();
      case PeerCertificate.Unreadable unreadable -> Optional.empty();
    };
  }
}
