// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/private_memory.h"

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

namespace sentinai {

void leaveNoCoreDump() {
#ifdef Q_OS_UNIX
  const rlimit none{0, 0};
  (void)setrlimit(RLIMIT_CORE, &none); // Lowering a limit is always allowed.
#endif
}

} // namespace sentinai
