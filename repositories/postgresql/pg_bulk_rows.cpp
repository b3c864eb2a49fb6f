// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_bulk_rows.h"

#include <QtEndian>
#include <array>

namespace sentinai::pg_bulk_rows {

namespace {

constexpr qint16 kExceptionFields = 18;
constexpr qint16 kEventFields = 12;
constexpr qint32 kNull = -1;
constexpr char kJsonbVersion = 1;
constexpr qint64 kPostgresEpoch = 946'684'800'000'000; // 2000-01-01 in microseconds since 1970
constexpr qint16 kNumericNegative = 0x4000;
constexpr int kNumericGroup = 4; // decimal digits that PostgreSQL keeps in one of its own

template <typename Integer>
void addInteger(QByteArray& rows, Integer value) {
  std::array<char, sizeof(Integer)> bytes{};
  qToBigEndian(value, bytes.data());
  rows.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

template <typename Integer>
void addIntegerField(QByteArray& rows, Integer value) {
  addInteger(rows, static_cast<qint32>(sizeof(Integer)));
  addInteger(rows, value);
}

void addField(QByteArray& rows, QByteArrayView bytes) {
  addInteger(rows, static_cast<qint32>(bytes.size()));
  rows.append(bytes);
}

void addText(QByteArray& rows, const QString& text) {
  addField(rows, text.toUtf8());
}

template <TextEnum E>
void addEnum(QByteArray& rows, E value) {
  addField(rows, QByteArrayView(EnumTexts<E>::texts[static_cast<std::size_t>(value)]));
}

void addTime(QByteArray& rows, Instant time) {
  addIntegerField(rows, toEpochMicros(time) - kPostgresEpoch);
}

void addNumeric(QByteArray& rows, const Decimal& decimal) {
  const QByteArray text = decimal.text().toLatin1();
  const bool negative = text.startsWith('-');
  const qsizetype point = text.indexOf('.');
  QByteArray whole = text.mid(negative ? 1 : 0, point < 0 ? -1 : point - (negative ? 1 : 0));
  QByteArray fraction = point < 0 ? QByteArray() : text.mid(point + 1);
  const auto scale = static_cast<qint16>(fraction.size());
  whole.prepend(QByteArray((kNumericGroup - whole.size() % kNumericGroup) % kNumericGroup, '0'));
  fraction.append(QByteArray((kNumericGroup - fraction.size() % kNumericGroup) % kNumericGroup, '0'));
  auto weight = static_cast<qint16>(whole.size() / kNumericGroup - 1);
  const QByteArray digits = whole + fraction;
  std::vector<qint16> groups;
  for (qsizetype at = 0; at < digits.size(); at += kNumericGroup) {
    groups.push_back(digits.mid(at, kNumericGroup).toShort());
  }
  while (!groups.empty() && groups.back() == 0) {
    groups.pop_back();
  }
  while (!groups.empty() && groups.front() == 0) {
    groups.erase(groups.begin());
    --weight;
  }
  constexpr std::size_t head = 4;
  addInteger(rows, static_cast<qint32>((head + groups.size()) * sizeof(qint16)));
  addInteger(rows, static_cast<qint16>(groups.size()));
  addInteger(rows, groups.empty() ? qint16{0} : weight);
  addInteger(rows, negative ? kNumericNegative : qint16{0});
  addInteger(rows, scale);
  for (const qint16 group : groups) {
    addInteger(rows, group);
  }
}

template <typename T, typename Add>
void addOptional(QByteArray& rows, const std::optional<T>& value, Add add) {
  if (value) {
    add(rows, *value);
  } else {
    addInteger(rows, kNull);
  }
}

} // namespace

void append(QByteArray& rows, const Exception& exception) {
  addInteger(rows, kExceptionFields);
  addText(rows, exception.tenantId);
  addText(rows, exception.exceptionId);
  addText(rows, exception.domain);
  addText(rows, exception.type);
  addEnum(rows, exception.severity);
  addEnum(rows, exception.status);
  addText(rows, exception.sourceSystem);
  addText(rows, exception.entity);
  addOptional(rows, exception.amount, &addNumeric);
  addOptional(rows, exception.currency, &addText);
  addOptional(rows, exception.slaDeadline, &addTime);
  addOptional(rows, exception.owner, &addText);
  addOptional(rows, exception.currentPlaybookId, &addIntegerField<qint32>);
  addOptional(rows, exception.currentStep, &addIntegerField<qint32>);
  addIntegerField(rows, static_cast<qint32>(exception.version));
  addTime(rows, exception.createdAt);
  addTime(rows, exception.updatedAt);
  addOptional(rows, exception.resolvedAt, &addTime);
}

void append(QByteArray& rows, const ExceptionEvent& event) {
  addInteger(rows, kEventFields);
  addText(rows, event.tenantId);
  addText(rows, event.exceptionId);
  addIntegerField(rows, static_cast<qint64>(event.seq));
  addField(rows, event.eventId.toRfc4122());
  addText(rows, event.eventType);
  addEnum(rows, event.actor.type);
  addOptional(rows, event.actor.id, &addText);
  addInteger(rows, static_cast<qint32>(event.payload.size() + 1));
  rows.append(kJsonbVersion);
  rows.append(event.payload);
  addTime(rows, event.createdAt);
  addTime(rows, event.recordedAt);
  addField(rows, event.prevHash);
  addField(rows, event.hash);
}

} // namespace sentinai::pg_bulk_rows
