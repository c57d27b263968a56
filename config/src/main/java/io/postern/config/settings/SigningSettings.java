package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;

/** Signatures of ours on what leaves. */
public record SigningSettings(
    @Doc("Sign mail of every domain that has keys (RFC 6376); postern dkim create makes them.")
        @Default("true")
        boolean dkim) {}
