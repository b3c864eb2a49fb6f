// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sentinai {

/// Has the system write no core dump of this program, which holds passwords while it runs: neither to a file nor, by
/// systemd, to the journal. Where the system has no such limit (Windows), nothing. To be called first of all in main().
void leaveNoCoreDump();

} // namespace sentinai
