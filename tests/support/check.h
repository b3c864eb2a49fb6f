// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/result.h"
#include "repositories/records/instant.h"

#include <QTest>

namespace sentinai {

/// How QCOMPARE writes the records' own types.
template <TextEnum E>
char* toString(const E& value) {
  return QTest::toString(toText(value));
}

inline char* toString(const Instant& value) {
  return QTest::toString(toIsoText(value));
}

template <typename T>
[[nodiscard]] QString errorText(const Result<T>& result) {
  if (result) {
    return QStringLiteral("succeeded");
  }
  return QStringLiteral("%1: %2 %3").arg(toText(result.error().kind), result.error().message, result.error().detail);
}

} // namespace sentinai

/// The result is a value; else the test fails with the error's text.
#define VERIFY_OK(result) QVERIFY2((result).has_value(), qPrintable(sentinai::errorText(result)))

/// The result is an error of exactly this kind, with a message for people.
#define VERIFY_ERROR(result, expectedKind)                                                                             \
  do {                                                                                                                 \
    QVERIFY2(!(result).has_value(), "succeeded, but should have failed with " #expectedKind);                          \
    QVERIFY2((result).error().kind == sentinai::DbError::Kind::expectedKind,                                           \
             qPrintable(QStringLiteral("expected " #expectedKind ", got ") + sentinai::errorText(result)));            \
    QVERIFY(!(result).error().message.isEmpty());                                                                      \
  } while (false)
