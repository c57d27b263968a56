/**
 * What upstreams' checks said of the last messages, kept in the store: an admin who connects a
 * provider watches it beside the running gateway. Never in the way of a session.
 */
@NullMarked
package io.postern.core.sighting;

import org.jspecify.annotations.NullMarked;
