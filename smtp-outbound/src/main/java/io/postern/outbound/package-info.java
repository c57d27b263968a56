/**
 * The courier: carries a message to one next hop the way its protection demands, or says that it
 * cannot. A delivery is resolved, a host chosen, the session secured, the conversation held and its
 * result settled, in that order, and no step is repeated by a later one.
 *
 * <p>Standards: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8689 (REQUIRETLS).
 */
@NullMarked
package io.postern.outbound;

import org.jspecify.annotations.NullMarked;
