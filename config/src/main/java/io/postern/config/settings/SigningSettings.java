package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import java.util.Optional;

/** Signatures of ours on what leaves. */
public record SigningSettings(
    @Doc("Sign mail of every domain that has keys (RFC 6376); postern dkim create makes them.")
        @Default("true")
        boolean dkim,
    @Doc(
            value =
                "Seal mail on return routes (ARC, RFC 8617) with the key of this domain, which the"
                    + " provider is told to trust. Without it nothing is sealed.",
            example = "example.org")
        Optional<String> arc) {}
