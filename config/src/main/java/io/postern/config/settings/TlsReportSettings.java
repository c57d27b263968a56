package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import java.util.Optional;

/** The daily reports to domains that ask what their hosts' TLS is like. */
public record TlsReportSettings(
    @Doc(
            "Count TLS sessions and report them to the domains that ask for it (RFC 8460): names"
                + " and addresses of hosts, never anything of a message.")
        @Default("true")
        boolean enabled,
    @Doc(
            value = "The organisation's name in reports; the gateway's host name without it.",
            example = "Example Hospital")
        Optional<String> organisation,
    @Doc(
            value =
                "The address that reports come from and questions go to; postmaster at the"
                    + " gateway's host name without it. Reports go by mail only where its domain"
                    + " has DKIM keys.",
            example = "tls-reports@example.org")
        Optional<String> contact) {}
