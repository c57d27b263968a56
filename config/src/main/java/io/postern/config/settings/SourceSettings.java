package io.postern.config.settings;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import java.util.List;

/** Addresses that mail of some senders leaves from, and what we call ourselves there. */
public record SourceSettings(
    @Doc(value = "A name for logs and proofs.", example = "clinical") String name,
    @Doc(
            value =
                "Addresses of this machine, IPv4 or IPv6; each destination keeps to one of them. Hosts"
                    + " that have no address of these kinds are not reached.",
            example = "192.0.2.10")
        @OneOrMore
        List<String> addresses,
    @Doc(
            value = "Our name in EHLO, which should be the addresses' name in the DNS.",
            example = "clinical.gateway.example")
        String helo,
    @Doc(
            value =
                "Only mail of senders in these domains; .example.org is every domain below"
                    + " example.org.",
            example = "clinic.example")
        @Default("[]")
        List<String> senderDomains,
    @Doc(value = "Only mail of these upstreams.", example = "microsoft365") @Default("[]")
        List<String> upstreams,
    @Doc("Only mail that policy protects.") @Default("false") boolean onlyProtected) {}
