// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <sys/types.h>

namespace sentinai {

/// While it lives, the process has an ordinary user's rights even where the tests run as root, whom no file's
/// permission stops.
class Unprivileged {
public:
  Unprivileged();
  ~Unprivileged();
  Q_DISABLE_COPY_MOVE(Unprivileged)

private:
  uid_t m_user;
};

} // namespace sentinai
