// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/database/database_url.h"

#include <QThread>

namespace sentinai {

/// Has the agents work a tenant's queue inside this program, on a thread of its own: for the demo's file, which no
/// daemon works.
class WorkerThread : public QThread {
  Q_OBJECT
public:
  WorkerThread(DatabaseUrl url, QString tenantId);

  /// Finishes what is in hand, within moments: a call of a tool that takes longer is left, to be made again.
  ~WorkerThread() override;

Q_SIGNALS:
  void stopAsked();

protected:
  void run() override;

private:
  DatabaseUrl m_url;
  QString m_tenantId;
};

} // namespace sentinai
