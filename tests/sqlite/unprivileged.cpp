// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/sqlite/unprivileged.h"

#include <stdexcept>
#include <unistd.h>

namespace sentinai {

namespace {

constexpr uid_t kNobody = 65534;

void become(uid_t user, uid_t saved) {
  if (setresuid(user, user, saved) != 0) {
    throw std::runtime_error("cannot change the user id");
  }
}

} // namespace

Unprivileged::Unprivileged()
    : m_user(geteuid()) {
  if (m_user == 0) {
    become(kNobody, 0);
  }
}

Unprivileged::~Unprivileged() {
  if (m_user == 0 && setresuid(0, 0, 0) != 0) {
    std::abort();
  }
}

} // namespace sentinai
