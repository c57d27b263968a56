package io.postern.core.port;

import java.util.Set;

/**
 * Groups of people kept outside the policy files, as a directory service has them. Safe for use by
 * many threads; quick, since policy asks for each message.
 */
public interface Groups {
  /** No directory is connected. */
  Groups NONE =
      new Groups() {
        @Override
        public Set<String> names() {
          return Set.of();
        }

        @Override
        public boolean contains(String group, String address) {
          throw new IllegalArgumentException("no such group");
        }
      };

  /** The groups that can be asked for. */
  Set<String> names();

  /**
   * @param address with its domain in lower case; the case of the local part does not matter
   * @throws RuntimeException where it cannot be told; the message is then held
   */
  boolean contains(String group, String address);
}
