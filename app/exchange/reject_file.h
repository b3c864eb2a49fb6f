// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/log_row.h"
#include "repositories/database/result.h"

#include <QFile>
#include <memory>

namespace sentinai {

/// The rows that an import could not use, as CSV with the columns line, reason and row; the row as it stands in the
/// log.
class RejectFile {
public:
  /// Whether `path` is the file that a log is read from (LogSource::open()), under whatever name.
  [[nodiscard]] static bool isLog(const QString& path, const QString& log);

  /// Replaces a file of that name. InvalidInput where it cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<RejectFile>> create(const QString& path);

  void add(const LogReject& reject);

  /// InvalidInput where something could not be written, now or before.
  [[nodiscard]] Result<Done> close();

private:
  explicit RejectFile(const QString& path)
      : m_file(path) {}
  QFile m_file;
};

} // namespace sentinai
