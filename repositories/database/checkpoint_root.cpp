// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/checkpoint_root.h"

#include "repositories/database/utf8_text.h"

namespace sentinai {

CheckpointRoot::CheckpointRoot(const QString& tenantId, Instant at) {
  addField(QByteArrayLiteral("sentinai-checkpoint"));
  addField(tenantId.toUtf8());
  addField(QByteArray::number(toEpochMicros(at)));
}

void CheckpointRoot::add(const QString& exceptionId, qint64 seq, const QByteArray& hash) {
  addField(utf8FromText(exceptionId));
  addField(QByteArray::number(seq));
  addField(hash);
}

void CheckpointRoot::addField(const QByteArray& bytes) {
  m_hash.addData(QByteArray::number(bytes.size()) + ':');
  m_hash.addData(bytes);
}

} // namespace sentinai
