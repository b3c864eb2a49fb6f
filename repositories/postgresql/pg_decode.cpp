// SPDX-License-Identifier: GPL-3.0-or-later
#include "repositories/postgresql/pg_decode.h"

#include "repositories/postgresql/pg_error.h"

#include <QJsonDocument>
#include <QtEndian>
#include <bit>
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
  return QString::fromUtf8(value.data, value.size);
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
  QString text = sign == kNegative ? QStringLiteral("-") : QString();
  for (int i = 0; i < digits; ++i) {
    text += QStringLiteral("%1").arg(bigEndian<qint16>(value.data + kHeader + 2 * i), 4, 10, QLatin1Char('0'));
  }
  if (digits == 0) {
    return Decimal();
  }
  return Decimal::parse(text + QLatin1Char('e') + QString::number(4 * (weight - digits + 1)));
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
    list << QString::fromUtf8(value.data + at, size);
    at += size;
  }
  return list;
}

bool PgRow::hasColumn(int column) {
  if (column < PQnfields(m_result)) {
    return true;
  }
  if (!m_error) {
    m_error = pg_error::internal(QStringLiteral("Column %1 is missing from the answer.").arg(column + 1));
  }
  return false;
}

PgValue PgRow::valueAt(int column) const {
  return {PQfformat(m_result, column) == 1 ? PQftype(m_result, column) : Oid{0}, PQgetvalue(m_result, m_row, column),
          PQgetlength(m_result, m_row, column)};
}

void PgRow::misfit(int column) {
  if (!m_error) {
    m_error = pg_error::internal(
        QStringLiteral("Column \"%1\" (type %2) holds %3.")
            .arg(QString::fromUtf8(PQfname(m_result, column)), QString::number(PQftype(m_result, column)),
                 isNull(column) ? QStringLiteral("NULL where a value is needed")
                                : QStringLiteral("a value that does not fit what this program expects")));
  }
}

} // namespace sentinai
