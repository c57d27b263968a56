package io.postern.policy.language;

import io.postern.config.Doc;
import io.postern.config.Range;
import io.postern.core.model.PortalProof;
import java.time.Duration;
import java.util.Optional;

/** Terms of portal pickup. */
public record PortalSpec(
    @Doc("How long the message can be read.") @Range(min = "1m", max = "3650d")
        Optional<Duration> expiry,
    @Doc(
            "What opens it. This portal asks for a mailed code; where more is wanted, it does not take the message and the next protection is tried.")
        Optional<PortalProof> authentication,
    @Doc("Whether the recipient may answer there.") Optional<Boolean> reply) {}
