/**
 * Mail that goes round in circles: how it is recognised when it comes back, and what it carries for
 * that when it leaves. Such mail is held for a person; a notification would go round as well.
 *
 * <p>Standards: RFC 5321 6.3 (loops, Received count).
 */
@NullMarked
package io.postern.core.loop;

import org.jspecify.annotations.NullMarked;
