package io.postern.policy.rules;

import io.postern.core.model.Mailbox;
import io.postern.core.model.Modifiers;
import io.postern.core.model.Modifiers.ArchiveCopy;
import io.postern.core.model.PortalProof;
import io.postern.core.model.Protection;
import io.postern.core.model.Rewriting;
import io.postern.core.model.TlsFloor;
import io.postern.core.model.TlsVersion;
import io.postern.policy.language.ArchiveSpec;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Terms.Floor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Protections and modifiers with the settings that count for one recipient.
 *
 * @param layers most specific first
 */
record Ways(List<Layer> layers) {
  private static final List<Method> PREFERRED =
      List.of(Method.TLS, Method.SMIME, Method.OPENPGP, Method.PORTAL);
  private static final Floor ANY_PROOF = new Floor(TlsFloor.VERIFIED, List.of());
  private static final Duration EXPIRY = Duration.ofDays(30);

  List<Protection> of(List<Method> methods) {
    return methods.stream().flatMap(this::of).toList();
  }

  private Stream<Protection> of(Method method) {
    return switch (method) {
      case TLS -> Stream.of(tls());
      case SMIME -> Stream.of(new Protection.Smime());
      case OPENPGP -> Stream.of(new Protection.OpenPgp());
      case PORTAL -> Stream.of(portal());
      case PREFERRED -> Term.PROTECT.in(layers).orElse(PREFERRED).stream().flatMap(this::of);
    };
  }

  private Protection tls() {
    Floor floor = Term.FLOOR.in(layers).orElse(ANY_PROOF);
    TlsVersion minimum = Term.MINIMUM.in(layers).orElse(TlsVersion.TLS_1_2);
    return new Protection.VerifiedTls(floor.kind(), minimum, floor.pins());
  }

  private Protection portal() {
    return new Protection.PortalPickup(
        Term.EXPIRY.in(layers).orElse(EXPIRY),
        Term.REPLY.in(layers).orElse(true),
        Term.PROOF.in(layers).orElse(PortalProof.MAILED_CODE));
  }

  Modifiers modifiers() {
    Rewriting rewriting =
        new Rewriting(
            Term.STRIP_TAG.in(layers).orElse(List.of()),
            Term.OUTSIDE_SUBJECT.in(layers),
            Term.ADD_HEADER.in(layers).orElse(Map.of()),
            Term.BANNER.in(layers));
    return new Modifiers(
        rewriting,
        Term.ARCHIVE.in(layers).map(this::copy).stream().toList(),
        Term.NOTIFY_SENDER.in(layers));
  }

  private ArchiveCopy copy(ArchiveSpec archive) {
    return new ArchiveCopy(Mailbox.parse(archive.address()), of(archive.protect()));
  }
}
