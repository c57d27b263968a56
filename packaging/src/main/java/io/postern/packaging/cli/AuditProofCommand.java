package io.postern.packaging.cli;

import io.postern.config.Json;
import io.postern.core.audit.AuditLink;
import io.postern.core.keys.ProofSigner;
import io.postern.core.model.MessageId;
import io.postern.packaging.Stores;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code postern audit proof}. */
@Command(
    name = "proof",
    mixinStandardHelpOptions = true,
    description = {
      "Print a signed proof of what happened to one message.",
      "A JSON Web Signature (RFC 7515) with Ed25519 over the message's events and their places in the"
          + " audit trail: no content. Exit code 1 where the trail knows no such message."
    },
    footer = {
      "",
      "Example:",
      "  postern audit proof --home /etc/postern 01KA3W7T0QZ5V8N2M4XBD6CEFG > proof.jws",
      "  postern audit proof --home /etc/postern --key > proof-key.jwk"
    })
final class AuditProofCommand implements Callable<Integer> {
  @Mixin private HomeOption home = new HomeOption();
  @Mixin private Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      converter = MessageIdConverter.class,
      description = "The message's id, as in logs and Received headers.")
  private @Nullable MessageId id;

  @Option(names = "--key", description = "Print the public key to check proofs with, as a JWK.")
  private boolean key;

  @Override
  public Integer call() {
    MessageId wanted = id;
    if (key) {
      Map<String, String> jwk = OpenStore.with(home, AuditProofCommand::jwk);
      output.print(jwk, () -> Json.write(jwk));
      return Postern.GOOD;
    }
    if (wanted == null) {
      throw new Refused("name a message, or ask for the public key with --key");
    }
    List<AuditLink> links = OpenStore.with(home, store -> store.audit().ofMessage(wanted));
    if (links.isEmpty()) {
      output.print(Map.of(), () -> "the trail knows no message " + wanted);
      return Postern.FINDING;
    }
    String proof = OpenStore.with(home, store -> signed(store, wanted, links));
    output.print(Map.of("proof", proof), () -> proof);
    return Postern.GOOD;
  }

  private static Map<String, String> jwk(Stores store) {
    return Map.of("kty", "OKP", "crv", "Ed25519", "x", new ProofSigner(store.root()).publicKey());
  }

  private static String signed(Stores store, MessageId id, List<AuditLink> links) {
    Map<String, Object> proof = new LinkedHashMap<>();
    proof.put("format", "postern proof 1");
    proof.put("message", id.toString());
    proof.put("links", links.stream().map(AuditProofCommand::link).toList());
    return new ProofSigner(store.root()).sign(Json.write(proof));
  }

  /** With both hashes, so that the link is found again in the whole trail. */
  private static Map<String, Object> link(AuditLink link) {
    Map<String, Object> object = AuditText.object(link);
    object.put("prev", HexFormat.of().formatHex(link.prev()));
    object.put("hash", HexFormat.of().formatHex(link.hash()));
    return object;
  }
}
