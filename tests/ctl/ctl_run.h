// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace sentinai {

/// What one run of sentinaictl came to.
struct CtlRun {
  int status = -1; ///< -1: it crashed.
  QByteArray output;
  QByteArray errors;

  /// Runs it on the database at `url`, with `input` on standard input.
  [[nodiscard]] static CtlRun of(const QString& url, const QStringList& arguments, const QByteArray& input = {});
  [[nodiscard]] static CtlRun of(const DatabaseUrl& url, const QStringList& arguments, const QByteArray& input = {});

  /// As $DATABASE_URL has it.
  [[nodiscard]] static QString urlText(const DatabaseUrl& url);

  [[nodiscard]] QJsonObject object() const;

  /// The objects of a list, without the line that carries the cursor.
  [[nodiscard]] QList<QJsonObject> rows() const;

  /// That cursor.
  [[nodiscard]] QString next() const;
};

} // namespace sentinai
