package io.postern.policy.language;

import io.postern.config.Doc;
import io.postern.config.Written;
import java.nio.file.Path;

/** A list that stands in a file of its own and is read again when that changes. */
public record ListSpec(
    Written written,
    @Doc(
            value =
                "One entry a line, # begins a comment; relative to the directory of the policies.",
            example = "lists/partners.txt")
        Path file,
    @Doc("What its lines are.") Kind of) {
  /** What the lines of a list are. */
  public enum Kind {
    /** Addresses, or {@code @example.org} for all of a domain. */
    ADDRESSES,
    /** Domains, or {@code .example.org} for all below one. */
    DOMAINS,
    /** Networks in CIDR notation. */
    NETWORKS
  }
}
