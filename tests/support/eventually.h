// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>
#include <tuple>

namespace sentinai {

/// So long a test waits for what must happen, in milliseconds: far longer than it takes, since the machine may be busy.
#if defined(__SANITIZE_THREAD__)
inline constexpr int kPatienceMs = 1'200'000; // Everything is some ten times as slow, …
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr int kPatienceMs = 360'000; // … or three.
#else
inline constexpr int kPatienceMs = 120'000;
#endif

} // namespace sentinai

/// Runs the event loop until the condition holds; fails the test if it does not. Once is enough: what changes to and
/// fro, as a server's state does, may differ again a moment later.
#define EVENTUALLY(condition)                                                                                          \
  QVERIFY2(QTest::qWaitFor([&] { return static_cast<bool>(condition); }, sentinai::kPatienceMs), #condition)

/// The same for equality.
#define EVENTUALLY_EQUAL(actual, expected)                                                                             \
  do {                                                                                                                 \
    auto seen = (actual);                                                                                              \
    std::ignore = QTest::qWaitFor([&] { return (seen = (actual)) == (expected); }, sentinai::kPatienceMs);             \
    QCOMPARE(seen, expected);                                                                                          \
  } while (false)
