/**
 * Connecting a provider: what its admin has to type, with generated names and secrets; the secrets'
 * rotation; the refresh of the provider's address list; what is known of a connection. The commands
 * {@code postern upstream …} are made of it.
 */
@NullMarked
package io.postern.packaging.upstream;

import org.jspecify.annotations.NullMarked;
