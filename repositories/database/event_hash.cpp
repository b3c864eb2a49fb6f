// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_hash.h"

#include "repositories/database/utf8_text.h"

#include <QCryptographicHash>

namespace sentinai {

namespace {
constexpr qsizetype kHashBytes = 32;

void addField(QCryptographicHash& hash, const QByteArray& bytes) {
  hash.addData(QByteArray::number(bytes.size()) + ':');
  hash.addData(bytes);
}
} // namespace

QByteArray genesisHash() {
  return QByteArray(kHashBytes, '\0');
}

QByteArray eventHash(const ExceptionEvent& event) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  addField(hash, event.prevHash);
  addField(hash, utf8FromText(event.tenantId));
  addField(hash, utf8FromText(event.exceptionId));
  addField(hash, QByteArray::number(event.seq));
  addField(hash, event.eventId.toByteArray(QUuid::WithoutBraces));
  addField(hash, utf8FromText(event.eventType));
  addField(hash, toText(event.actor.type).toUtf8());
  if (event.actor.id) {
    addField(hash, utf8FromText(*event.actor.id));
  } else {
    hash.addData(QByteArrayLiteral("-"));
  }
  addField(hash, QByteArray::number(toEpochMicros(event.createdAt)));
  addField(hash, QByteArray::number(toEpochMicros(event.recordedAt)));
  addField(hash, event.payload);
  return hash.result();
}

} // namespace sentinai
