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

/// Whether that may be the name of a secret: a capital letter, then capital letters, digits and underscores, 64 in all.
[[nodiscard]] bool isSecretName(const QString& name);

/// Keeps a secret in the keychain, in place of one that is there. InvalidInput for what is no name or is empty;
/// ConnectionLost where there is no keychain that takes it. Of the main thread.
[[nodiscard]] Task<Done> storeSecret(QString name, QString secret);

} // namespace sentinai
