package io.postern.inbound.upstream;

import io.postern.core.model.ReversePath;

/** One message that says it comes from an upstream. */
record Claim(Link link, ReversePath from, IdentityHeader header) {}
