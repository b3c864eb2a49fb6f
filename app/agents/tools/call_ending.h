// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace sentinai {

/// How one attempt to call something ended.
struct CallEnding {
  enum class Kind : quint8 {
    Answered,   ///< With `status` and, by HTTP, the whole `body`.
    Connection, ///< Not found, not reached, or broken off before the answer was whole.
    TimedOut,
    Cancelled,
    Refused ///< By ourselves: the address, the certificate, the answer's size or place is none that will do.
  };

  Kind kind = Kind::Connection;
  bool sent = false; ///< The other side may have read the request.
  int status = 0;    ///< 0: none came.
  QByteArray body;
  QString reason; ///< For people, where it is not Answered.
};

} // namespace sentinai
