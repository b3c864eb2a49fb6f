// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/cancel_token.h"
#include "repositories/database/result.h"

#include <QString>
#include <functional>

namespace sentinai {

/// Gives the secret of that name. NotFound says where it may be put.
using SecretSource = std::function<Task<QString>(QString name, CancelToken token)>;

/// The environment's `SENTINAI_SECRET_<name>`, else the keychain of the operating system. Of the main thread.
[[nodiscard]] SecretSource platformSecrets();

} // namespace sentinai
