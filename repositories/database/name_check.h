// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"

#include <QJsonObject>

namespace sentinai {

/// InvalidInput where `name` cannot be the name of a `what`: it is blank, begins or ends with a space, or has
/// characters that show nothing or act on what is around them: by these it could pass for another.
[[nodiscard]] Result<Done> checkName(const QString& what, const QString& name);

/// The same of a pack: what it is for, and its own name if it has one.
[[nodiscard]] Result<Done> checkPackNames(const QString& subject, const QJsonObject& pack);

} // namespace sentinai
