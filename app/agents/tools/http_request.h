// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <utility>

namespace sentinai {

/// A request as it is sent, or with secrets left as references.
struct HttpRequest {
  QString method;
  QString url;
  QList<std::pair<QString, QString>> headers; ///< Content-Type included.
  QByteArray body;
};

} // namespace sentinai
