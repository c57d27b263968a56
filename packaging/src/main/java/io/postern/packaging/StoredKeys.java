package io.postern.packaging;

import io.postern.core.keys.KeyDecision;
import io.postern.core.keys.KeyDirectory;
import io.postern.core.keys.KeyKind;
import io.postern.core.keys.KeyPurpose;
import io.postern.core.model.Mailbox;
import io.postern.core.store.StoreException;
import io.postern.policy.language.Method;
import io.postern.policy.rules.Surroundings;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the key directory has for those whom policies name. Where the store cannot be asked nothing
 * is said to be missing: a warning is not worth a policy, and no authority is asked. Safe for use
 * by many threads.
 */
record StoredKeys(KeyDirectory directory) implements Surroundings.Keys {
  StoredKeys {
    directory = directory.withoutAsking();
  }

  @Override
  public boolean encrypts(Method method, String name) {
    return kind(method).isEmpty()
        || asked(() ->
            address(name)
                .map(a -> encryptsTo(method, a))
                .orElseGet(() -> anyAt(name, method, KeyPurpose.ENCRYPT)));
  }

  private boolean encryptsTo(Method method, Mailbox address) {
    return method == Method.SMIME
        ? directory.smime(address) instanceof KeyDecision.Use<?>
        : directory.openPgp(address) instanceof KeyDecision.Use<?>;
  }

  @Override
  public boolean signs(Method method, String name) {
    return kind(method).isEmpty()
        || asked(() ->
            address(name)
                .map(a -> signsFor(method, a))
                .orElseGet(() -> anyAt(name, method, KeyPurpose.SIGN)));
  }

  private boolean signsFor(Method method, Mailbox address) {
    return method == Method.SMIME
        ? directory.smimeSigner(address).isPresent()
        : directory.openPgpSigner(address).isPresent();
  }

  private static Optional<KeyKind> kind(Method method) {
    return switch (method) {
      case SMIME -> Optional.of(KeyKind.SMIME);
      case OPENPGP -> Optional.of(KeyKind.OPENPGP);
      case TLS, PORTAL, PREFERRED -> Optional.empty();
    };
  }

  private static Optional<Mailbox> address(String name) {
    try {
      return name.contains("@") ? Optional.of(Mailbox.parse(name)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // nobody has a key for it
    }
  }

  private boolean anyAt(String domain, Method method, KeyPurpose purpose) {
    return directory.list().stream()
        .filter(k -> kind(method).filter(k.kind()::equals).isPresent())
        .filter(k -> k.purpose() == purpose && k.refusal().isEmpty())
        .flatMap(k -> k.addresses().stream())
        .anyMatch(a -> a.endsWith("@" + domain));
  }

  private static boolean asked(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (StoreException e) {
      return true;
    }
  }
}
