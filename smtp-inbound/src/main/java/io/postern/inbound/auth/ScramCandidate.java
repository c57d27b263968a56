package io.postern.inbound.auth;

import io.postern.core.keys.ScramVerifier;
import java.util.Optional;

/**
 * Against what a SCRAM proof is held.
 *
 * @param verifier a decoy where there is no such account
 * @param account empty where there is none
 */
record ScramCandidate(ScramVerifier verifier, Optional<Account> account) {}
