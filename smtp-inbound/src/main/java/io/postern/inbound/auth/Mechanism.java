package io.postern.inbound.auth;

import java.util.List;

/** A way for a client to prove an account. Stateless. */
public sealed interface Mechanism permits External, Login, Plain, ScramSha256 {
  /** All of them, the best first: clients that do not know better take the first they can. */
  List<Mechanism> ALL = List.of(new External(), new ScramSha256(), new Plain(), new Login());

  /** As registered with IANA and as in EHLO. */
  String name();

  /** Whether an account could be proved this way by this client. */
  boolean isOffered(Accounts accounts, Peer peer);

  Exchange begin(Authenticator authenticator, Peer peer);
}
