/** What attackers do to mail servers, one scenario in a file, named after what must come of it. */
@NullMarked
package io.postern.inbound.redteam;

import org.jspecify.annotations.NullMarked;
