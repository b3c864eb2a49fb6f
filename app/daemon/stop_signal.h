// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace sentinai {

/// Tells that the program has been asked to end: by SIGTERM or SIGINT, on Windows by Ctrl+C or the end of the session.
/// Asked again, the program ends at once. One at a time, on the main thread.
class StopSignal : public QObject {
  Q_OBJECT
public:
  StopSignal();
  ~StopSignal() override;

Q_SIGNALS:
  void asked();
};

} // namespace sentinai
