// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/daemon/daemon_metrics.h"

#include <QTcpServer>

namespace sentinai {

/// Tells programs on the same computer how the daemon is, by HTTP: /healthz (200 or 503) and /metrics. On loopback
/// addresses only. `metrics` must outlive it.
class StatusServer : public QObject {
  Q_OBJECT
public:
  explicit StatusServer(const DaemonMetrics& metrics);

  /// `address` is HOST:PORT, such as 127.0.0.1:9469 or [::1]:9469; port 0 chooses a free one. Why it cannot; empty: it
  /// listens.
  [[nodiscard]] QString listen(const QString& address);

  [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
  const DaemonMetrics& m_metrics;
  QTcpServer m_server;

  void accept();
  [[nodiscard]] QByteArray answerTo(const QByteArray& request) const;
};

} // namespace sentinai
