// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/database/event_id.h"

#include "repositories/records/instant.h"

#include <QRandomGenerator>
#include <QtEndian>
#include <mutex>

namespace sentinai {

namespace {
// Fixed once and for all: changing it would make every import write its events a second time.
const QUuid kNamespace(0x6f1d9a52, 0x3c0e, 0x5b7a, 0x9e, 0x44, 0x5e, 0x17, 0x1a, 0x1a, 0x0c, 0x01);

/// Strictly increasing microseconds, so that ids made within one tick still sort.
quint64 nextTick() {
  static std::mutex mutex;
  static quint64 last = 0;
  const std::lock_guard lock(mutex);
  last = std::max<quint64>(last + 1, static_cast<quint64>(toEpochMicros(currentInstant())));
  return last;
}
} // namespace

QUuid newEventId() {
  const quint64 micros = nextTick();
  const quint64 millis = micros / 1000;
  const auto subMillisecond = static_cast<quint16>((micros % 1000) * 4096 / 1000);
  QByteArray bytes(16, '\0');
  qToBigEndian<quint64>(millis << 16, bytes.data());
  qToBigEndian<quint16>(static_cast<quint16>(0x7000 | subMillisecond), bytes.data() + 6);
  const quint64 random = QRandomGenerator::system()->generate64();
  qToBigEndian<quint64>((random & 0x3fffffffffffffffULL) | 0x8000000000000000ULL, bytes.data() + 8);
  return QUuid::fromRfc4122(bytes);
}

QUuid deterministicEventId(std::initializer_list<QStringView> parts) {
  QByteArray name;
  for (const QStringView part : parts) {
    const QByteArray bytes = part.toUtf8();
    name += QByteArray::number(bytes.size()) + ':' + bytes;
  }
  return QUuid::createUuidV5(kNamespace, name);
}

} // namespace sentinai
