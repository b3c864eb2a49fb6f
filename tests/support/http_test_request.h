// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>
#include <optional>

namespace sentinai {

/// A request as a test's server gets it.
struct HttpTestRequest {
  QByteArray method;
  QByteArray target;
  QMap<QByteArray, QByteArray> headers; ///< By name in lower case.
  QByteArray body;

  /// Takes all that was `received` once it holds a whole request, head and body; nothing before.
  [[nodiscard]] static std::optional<HttpTestRequest> take(QByteArray& received) {
    static const QByteArray kGap = "\r\n\r\n";
    const qsizetype end = received.indexOf(kGap);
    if (end < 0) {
      return std::nullopt;
    }
    HttpTestRequest request;
    const QByteArrayList lines = received.first(end).split('\n');
    const QByteArrayList first = lines.first().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    for (qsizetype i = 1; i < lines.size(); ++i) {
      const qsizetype colon = lines[i].indexOf(':');
      request.headers.insert(lines[i].first(colon).toLower(), lines[i].sliced(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (received.size() < end + kGap.size() + length) {
      return std::nullopt;
    }
    request.body = received.mid(end + kGap.size(), length);
    received.clear();
    return request;
  }
};

} // namespace sentinai
