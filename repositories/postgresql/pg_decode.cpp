// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_decode.h"

#include "repositories/database/utf8_text.h"
#include "repositories/postgresql/pg_error.h"

#include <QJsonDocument>
#include <QtEndian>
#include <bit>
#include <cstring>
#include <limits>

namespace sentinai {

namespace {

template <typename T>
T bigEndian(const char* data) {
  return qFromBigEndian<T>(data);
}

bool isText(Oid type) {
  return type == pg_oid::kText || type == pg_oid::kVarchar || type == pg_oid::kName;
}

/// Where it is of an exception or its event, whose: " of exception EX-1, event 3".
QString ownerOf(const PGresult* result, int row) {
  const auto value = [result, row](const char* name) {
    const int column = PQfnumber(result, name);
    return column < 0 || PQgetisnull(result, row, column) != 0 || PQfformat(result, column) != 1
               ? PgValue{}
               : PgValue{PQftype(result, column), PQgetvalue(result, row, column), PQgetlength(result, row, column)};
  };
  const std::optional<QString> exceptionId = PgType<QString>::read(value("exception_id"));
  const std::optional<qint64> seq = PgType<qint64>::read(value("seq"));
  return (exceptionId ? QStringLiteral(" of exception %1").arg(*exceptionId) : QString()) +
         (exceptionId && seq ? QStringLiteral(", event %1").arg(*seq) : QString());
}

} // namespace

std::optional<bool> PgType<bool>::read(const PgValue& value) {
  if (value.type != pg_oid::kBool || value.size != 1) {
    return std::nullopt;
  }
  return *value.data != 0;
}

std::optional<qint64> PgType<qint64>::read(const PgValue& value) {
  if (value.type == pg_oid::kInt8 && value.size == 8) {
    return bigEndian<qint64>(value.data);
  }
  return PgType<int>::read(value);
}

std::optional<int> PgType<int>::read(const PgValue& value) {
  if (value.type == pg_oid::kInt4 && value.size == 4) {
    return bigEndian<qint32>(value.data);
  }
  if (value.type == pg_oid::kInt2 && value.size == 2) {
    return bigEndian<qint16>(value.data);
  }
  return std::nullopt;
}

std::optional<double> PgType<double>::read(const PgValue& value) {
  if (value.type == pg_oid::kFloat8 && value.size == 8) {
    return std::bit_cast<double>(bigEndian<quint64>(value.data));
  }
  if (value.type == pg_oid::kFloat4 && value.size == 4) {
    return std::bit_cast<float>(bigEndian<quint32>(value.data));
  }
  return std::nullopt;
}

std::optional<QString> PgType<QString>::read(const PgValue& value) {
  if (!isText(value.type)) {
    return std::nullopt;
  }
  return textFromUtf8({value.data, value.size});
}

std::optional<QByteArray> PgType<QByteArray>::read(const PgValue& value) {
  if (value.type == pg_oid::kJsonb) {
    // One byte of format version, which has been 1 since jsonb exists, then the text.
    if (value.size < 1 || *value.data != 1) {
      return std::nullopt;
    }
    return QByteArray(value.data + 1, value.size - 1);
  }
  if (value.type == pg_oid::kBytea || value.type == pg_oid::kJson || isText(value.type)) {
    return QByteArray(value.data, value.size);
  }
  return std::nullopt;
}

std::optional<QJsonObject> PgType<QJsonObject>::read(const PgValue& value) {
  if (value.type != pg_oid::kJson && value.type != pg_oid::kJsonb) {
    return std::nullopt;
  }
  const std::optional<QByteArray> text = PgType<QByteArray>::read(value);
  const QJsonDocument document = text ? QJsonDocument::fromJson(*text) : QJsonDocument();
  if (!document.isObject()) {
    return std::nullopt;
  }
  return document.object();
}

std::optional<QUuid> PgType<QUuid>::read(const PgValue& value) {
  if (value.type != pg_oid::kUuid || value.size != 16) {
    return std::nullopt;
  }
  return QUuid::fromRfc4122(QByteArrayView(value.data, value.size));
}

std::optional<Instant> PgType<Instant>::read(const PgValue& value) {
  if (value.type != pg_oid::kTimestamptz || value.size != 8) {
    return std::nullopt;
  }
  const auto micros = bigEndian<qint64>(value.data);
  if (micros == std::numeric_limits<qint64>::max()) {
    return Instant::max();
  }
  if (micros == std::numeric_limits<qint64>::min()) {
    return Instant::min();
  }
  if (micros > std::numeric_limits<qint64>::max() - kPgEpochMicros) {
    return std::nullopt;
  }
  return fromEpochMicros(micros + kPgEpochMicros);
}

std::optional<Decimal> PgType<Decimal>::read(const PgValue& value) {
  // Four int16: number of digits, weight of the first, sign, display scale; then digits of base 10,000.
  constexpr int kHeader = 8;
  if (value.type != pg_oid::kNumeric || value.size < kHeader) {
    return std::nullopt;
  }
  const int digits = bigEndian<qint16>(value.data);
  const int weight = bigEndian<qint16>(value.data + 2);
  const auto sign = bigEndian<quint16>(value.data + 4);
  constexpr quint16 kNegative = 0x4000;
  if ((sign != 0 && sign != kNegative) || digits < 0 || value.size != kHeader + 2 * digits) {
    return std::nullopt; // NaN, infinite, or no numeric.
  }
  // More than Decimal can hold, whatever the digits: then the buffer below suffices too.
  constexpr int kMostGroupsBefore = 8;
  constexpr int kMostGroupsBehind = 4;
  if (digits == 0) {
    return Decimal();
  }
  if (weight >= kMostGroupsBefore || weight < -kMostGroupsBehind || digits - 1 - weight > kMostGroupsBehind) {
    return std::nullopt;
  }
  std::array<char16_t, 4 * (kMostGroupsBefore + kMostGroupsBehind) + 4> text;
  std::size_t length = 0;
  const auto group = [&](int power) { // The digits of 10,000 to the power.
    const int index = weight - power;
    return index >= 0 && index < digits ? int{bigEndian<qint16>(value.data + kHeader + qsizetype{2} * index)} : 0;
  };
  const auto put = [&](int number, int count) {
    for (int at = count - 1; at >= 0; --at, number /= 10) {
      text[length + static_cast<std::size_t>(at)] = static_cast<char16_t>(u'0' + number % 10);
    }
    length += static_cast<std::size_t>(count);
  };
  if (sign == kNegative) {
    text[length++] = u'-';
  }
  const int first = group(std::max(weight, 0));
  put(first, first >= 1000 ? 4 : first >= 100 ? 3 : first >= 10 ? 2 : 1);
  for (int power = weight - 1; power >= 0; --power) {
    put(group(power), 4);
  }
  if (digits - 1 > weight) {
    text[length++] = u'.';
    for (int power = -1; power >= weight - digits + 1; --power) {
      put(group(power), 4);
    }
    while (text[length - 1] == u'0') {
      --length;
    }
    length -= text[length - 1] == u'.' ? 1 : 0;
  }
  return Decimal::parse(QStringView(text.data(), static_cast<qsizetype>(length)));
}

std::optional<QStringList> PgType<QStringList>::read(const PgValue& value) {
  // int32: dimensions, has-null flag, element type; per dimension its length and lower bound; per element its size.
  if ((value.type != pg_oid::kTextArray && value.type != pg_oid::kVarcharArray) || value.size < 12) {
    return std::nullopt;
  }
  const auto dimensions = bigEndian<qint32>(value.data);
  if (dimensions == 0) {
    return QStringList();
  }
  if (dimensions != 1 || value.size < 20) {
    return std::nullopt;
  }
  const auto length = bigEndian<qint32>(value.data + 12);
  QStringList list;
  int at = 20;
  for (qint32 i = 0; i < length; ++i) {
    if (value.size - at < 4) {
      return std::nullopt;
    }
    const auto size = bigEndian<qint32>(value.data + at);
    at += 4;
    if (size < 0 || value.size - at < size) {
      return std::nullopt;
    }
    list << textFromUtf8({value.data + at, size});
    at += size;
  }
  return list;
}

const QString& PgTexts::of(const char* data, int size) {
  // Both ends, as texts of one column like to begin alike.
  quint64 hash = static_cast<quint64>(size) * 0x9E3779B97F4A7C15U;
  if (size >= 8) {
    quint64 head = 0;
    quint64 tail = 0;
    std::memcpy(&head, data, 8);
    std::memcpy(&tail, data + size - 8, 8);
    hash ^= head * 0xC2B2AE3D27D4EB4FU ^ tail * 0x165667B19E3779F9U;
  } else {
    for (int i = 0; i < size; ++i) {
      hash = (hash ^ static_cast<quint8>(data[i])) * 0x100000001B3U;
    }
  }
  Entry& entry = m_entries[(hash ^ hash >> 32) >> 8 & 0xFF];
  if (entry.size != size || std::memcmp(entry.data, data, static_cast<std::size_t>(size)) != 0) {
    entry = {data, size, textFromUtf8({data, size})};
  }
  return entry.text;
}

PgRow::PgRow(const PGresult* result, int row)
    : m_result(result)
    , m_row(row)
    , m_types(static_cast<std::size_t>(PQnfields(result))) {
  for (std::size_t i = 0; i < m_types.size(); ++i) {
    const int column = static_cast<int>(i);
    m_types[i] = PQfformat(result, column) == 1 ? PQftype(result, column) : Oid{0};
  }
}

bool PgRow::hasColumn(int column) {
  if (static_cast<std::size_t>(column) < m_types.size()) {
    return true;
  }
  m_error = pg_error::internal(QStringLiteral("Column %1 is missing from the answer.").arg(column + 1));
  return false;
}

std::optional<QString> PgRow::repeated(const PgValue& value) {
  if (!isText(value.type)) {
    return std::nullopt;
  }
  if (!m_texts) {
    m_texts = std::make_unique<PgTexts>();
  }
  return m_texts->of(value.data, value.size);
}

void PgRow::misfit(int column) {
  m_error = pg_error::internal(QStringLiteral("Column \"%1\" (type %2)%3 holds %4.")
                                   .arg(QString::fromUtf8(PQfname(m_result, column)),
                                        QString::number(PQftype(m_result, column)), ownerOf(m_result, m_row),
                                        PQgetisnull(m_result, m_row, column) != 0
                                            ? QStringLiteral("NULL where a value is needed")
                                            : QStringLiteral("a value that does not fit what this program expects")));
}

} // namespace sentinai
