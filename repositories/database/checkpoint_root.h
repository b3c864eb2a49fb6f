// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/instant.h"

#include <QCryptographicHash>

namespace sentinai {

/// A checkpoint's root: SHA-256 over netstrings without the final comma, `<length in bytes>:<bytes>`:
/// `sentinai-checkpoint`, tenant_id, at (decimal microseconds since 1970), and then of each exception, by the bytes of
/// its id, exception_id, the seq of its last event that was recorded until then, and that event's hash (32 raw bytes).
/// docs/security.md says the same for other implementations.
class CheckpointRoot {
public:
  CheckpointRoot(const QString& tenantId, Instant at);

  /// The next exception's head.
  void add(const QString& exceptionId, qint64 seq, const QByteArray& hash);

  [[nodiscard]] QByteArray result() const { return m_hash.result(); }

private:
  void addField(const QByteArray& bytes);

  QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

} // namespace sentinai
