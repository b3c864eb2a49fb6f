// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/chain_mark.h"
#include "repositories/database/checkpoint_root.h"
#include "repositories/database/result.h"
#include "repositories/records/checkpoint.h"

#include <QFile>
#include <QJsonObject>
#include <memory>
#include <optional>

namespace sentinai {

/// Reads what CheckpointWriter wrote, line by line, and checks it against its own root. Errors are InvalidInput and
/// name the line.
class CheckpointReader {
public:
  [[nodiscard]] static Result<std::unique_ptr<CheckpointReader>> open(const QString& path);

  [[nodiscard]] const QString& tenantId() const { return m_tenantId; }
  [[nodiscard]] Instant at() const { return m_checkpoint.at; }

  /// The next exception's chain; none at the end, when checkpoint() is there. An error where the file is not whole,
  /// goes on behind its end, or the root is not that of what was read.
  [[nodiscard]] Result<std::optional<ChainMark>> next();

  /// The checkpoint, without who made it and when. After the end only.
  [[nodiscard]] const Checkpoint& checkpoint() const { return m_checkpoint; }

private:
  explicit CheckpointReader(const QString& path)
      : m_file(path) {}
  [[nodiscard]] Result<QJsonObject> readLine();
  [[nodiscard]] DbError unfit(const QString& reason) const;
  [[nodiscard]] Result<Done> finish(const QJsonObject& line);

  QFile m_file;
  qint64 m_line = 0;
  QString m_tenantId;
  Checkpoint m_checkpoint;
  std::optional<CheckpointRoot> m_root;
  QByteArray m_lastId;
  qint64 m_exceptions = 0;
  qint64 m_events = 0;
};

} // namespace sentinai
