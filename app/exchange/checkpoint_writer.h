// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exchange/chain_mark.h"
#include "repositories/database/result.h"
#include "repositories/records/checkpoint.h"

#include <QSaveFile>
#include <memory>

namespace sentinai {

/// Writes a checkpoint to keep outside of the database: JSON, one object a line. The first names tenant and moment, the
/// last is the checkpoint; between them stands one for each exception, by id. Appears only when it is complete.
class CheckpointWriter {
public:
  /// Makes the folder where there is none. InvalidInput where the file cannot be written.
  [[nodiscard]] static Result<std::unique_ptr<CheckpointWriter>> create(const QString& path, const QString& tenantId,
                                                                        Instant at);

  void add(const ChainMark& chain);

  /// InvalidInput where something could not be written, now or before.
  [[nodiscard]] Result<Done> close(const Checkpoint& checkpoint);

private:
  explicit CheckpointWriter(const QString& path)
      : m_file(path) {}
  void writeLine(const QJsonObject& object);

  QSaveFile m_file;
};

} // namespace sentinai
