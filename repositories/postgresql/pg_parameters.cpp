// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_parameters.h"

#include "repositories/postgresql/pg_decode.h"

#include <QtEndian>
#include <bit>
#include <limits>

namespace sentinai {

namespace {

template <typename T>
void appendBigEndian(QByteArray& bytes, T value) {
  char buffer[sizeof(T)];
  qToBigEndian(value, buffer);
  bytes.append(buffer, sizeof(T));
}

template <typename T>
QByteArray bigEndian(T value) {
  QByteArray bytes;
  appendBigEndian(bytes, value);
  return bytes;
}

struct Encoded {
  Oid type = 0;
  QByteArray bytes;
};

struct Encode {
  Encoded operator()(std::monostate) const { return {}; }
  Encoded operator()(bool value) const { return {pg_oid::kBool, QByteArray(1, value ? '\1' : '\0')}; }
  Encoded operator()(qint64 value) const { return {pg_oid::kInt8, bigEndian(value)}; }
  Encoded operator()(double value) const { return {pg_oid::kFloat8, bigEndian(std::bit_cast<quint64>(value))}; }
  Encoded operator()(const QString& value) const { return {pg_oid::kText, value.toUtf8()}; }
  Encoded operator()(const QByteArray& value) const { return {pg_oid::kBytea, value}; }
  Encoded operator()(const QUuid& value) const { return {pg_oid::kUuid, value.toRfc4122()}; }

  Encoded operator()(Instant value) const {
    const qint64 micros = toEpochMicros(value);
    qint64 sent = 0;
    if (value == Instant::max()) {
      sent = std::numeric_limits<qint64>::max();
    } else if (micros < std::numeric_limits<qint64>::min() + kPgEpochMicros) {
      sent = std::numeric_limits<qint64>::min();
    } else {
      sent = micros - kPgEpochMicros;
    }
    return {pg_oid::kTimestamptz, bigEndian(sent)};
  }

  Encoded operator()(const QStringList& list) const {
    QByteArray bytes;
    qsizetype size = 0;
    for (const QString& item : list) {
      size += item.size() + qsizetype{sizeof(qint32)}; // At least.
    }
    bytes.reserve(size);
    appendBigEndian<qint32>(bytes, list.isEmpty() ? 0 : 1);
    appendBigEndian<qint32>(bytes, 0);
    appendBigEndian<quint32>(bytes, pg_oid::kText);
    if (!list.isEmpty()) {
      appendBigEndian<qint32>(bytes, static_cast<qint32>(list.size()));
      appendBigEndian<qint32>(bytes, 1);
      for (const QString& item : list) {
        const QByteArray utf8 = item.toUtf8();
        appendBigEndian<qint32>(bytes, static_cast<qint32>(utf8.size()));
        bytes.append(utf8);
      }
    }
    return {pg_oid::kTextArray, bytes};
  }
};

} // namespace

PgParameters::PgParameters(const std::vector<SqlValue>& values) {
  const std::size_t count = values.size();
  m_types.reserve(count);
  m_bytes.reserve(count);
  m_pointers.reserve(count);
  m_lengths.reserve(count);
  m_formats.assign(count, 1);
  for (const SqlValue& value : values) {
    Encoded encoded = std::visit(Encode{}, value);
    m_types.push_back(encoded.type);
    m_bytes.push_back(std::move(encoded.bytes));
    m_pointers.push_back(std::holds_alternative<std::monostate>(value) ? nullptr : m_bytes.back().constData());
    m_lengths.push_back(static_cast<int>(m_bytes.back().size()));
  }
}

QByteArray PgParameters::typeKey() const {
  return {reinterpret_cast<const char*>(m_types.data()), static_cast<qsizetype>(m_types.size() * sizeof(Oid))};
}

QString arrayLiteral(const std::vector<std::optional<QString>>& items) {
  QStringList parts;
  parts.reserve(static_cast<qsizetype>(items.size()));
  for (const std::optional<QString>& item : items) {
    if (!item) {
      parts << QStringLiteral("NULL");
      continue;
    }
    QString quoted = *item;
    quoted.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    parts << QLatin1Char('"') + quoted + QLatin1Char('"');
  }
  return QLatin1Char('{') + parts.join(QLatin1Char(',')) + QLatin1Char('}');
}

} // namespace sentinai
