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

/// The result's value; where it is an error, the test fails and goes on with an empty value.
template <typename T>
[[nodiscard]] T valueOf(Result<T> result) {
  if (!result) {
    QTest::qFail(qPrintable(errorText(result)), __FILE__, __LINE__);
    return T{};
  }
  return *std::move(result);
}

} // namespace sentinai

/// The result is a value; else the test fails with the error's text. Evaluates its argument once.
#define VERIFY_OK(...)                                                                                                 \
  do {                                                                                                                 \
    const auto& checkedResult = (__VA_ARGS__);                                                                         \
    QVERIFY2(checkedResult.has_value(), qPrintable(sentinai::errorText(checkedResult)));                               \
  } while (false)

/// The result is an error of exactly this kind, with a message for people. Evaluates its argument once.
#define VERIFY_ERROR(result, expectedKind)                                                                             \
  do {                                                                                                                 \
    const auto& checkedResult = (result);                                                                              \
    QVERIFY2(!checkedResult.has_value(), "succeeded, but should have failed with " #expectedKind);                     \
    QVERIFY2(checkedResult.error().kind == sentinai::DbError::Kind::expectedKind,                                      \
             qPrintable(QStringLiteral("expected " #expectedKind ", got ") + sentinai::errorText(checkedResult)));     \
    QVERIFY(!checkedResult.error().message.isEmpty());                                                                 \
  } while (false)
