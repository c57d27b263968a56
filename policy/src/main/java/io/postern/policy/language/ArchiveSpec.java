package io.postern.policy.language;

import io.postern.config.Default;
import io.postern.config.Doc;
import io.postern.config.OneOrMore;
import java.util.List;

/** Who gets a blind copy. */
public record ArchiveSpec(
    @Doc(value = "The address of the archive.", example = "journal@archive.example.org")
        String address,
    @Doc("How copies may travel, best first; where none is possible they are held.")
        @Default("tls")
        @OneOrMore
        List<Method> protect) {}
