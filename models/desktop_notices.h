// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/change_feed.h"
#include "repositories/exception_event_repository.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>
#include <deque>

namespace sentinai {

/// What steps `notify` without a tool say to those who have the tenant open (docs/playbooks.md), from when this was
/// made on. GUI thread.
class DesktopNotices : public QObject {
  Q_OBJECT
public:
  struct Notice {
    QString exceptionId;
    QString text; ///< One line, cut where it is long: the timeline has all of it.
  };

  /// Both must outlive this.
  DesktopNotices(ChangeFeed& feed, ExceptionEventRepository& events, QObject* parent = nullptr);

  /// Those that have not been dismissed, the oldest first. Each comes once.
  [[nodiscard]] const std::deque<Notice>& waiting() const { return m_waiting; }

  void dismiss(); ///< The oldest one.

Q_SIGNALS:
  void changed(); ///< waiting() did.

private:
  void look();
  void read(std::optional<QString> after);
  void receive(Result<Page<ExceptionEvent>> page);
  void take(const ExceptionEvent& event);

  ExceptionEventRepository& m_events;
  Instant m_opened;
  Instant m_from;          ///< What happened before has been read.
  Instant m_started;       ///< When reading began.
  QElapsedTimer m_reading; ///< Since then.
  QSet<QUuid> m_known;
  QSet<QUuid> m_read; ///< Since reading began: known once it has ended.
  std::deque<Notice> m_waiting;
  bool m_isReading = false;
  bool m_isStale = false; ///< Something has changed since reading began.
  QTimer m_pause;
  CancelSource m_request;
};

} // namespace sentinai
