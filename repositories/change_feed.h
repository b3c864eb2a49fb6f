// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/change_set.h"

#include <QObject>

namespace sentinai {

/// Tells what anyone commits to the exceptions of a session's tenant: other programs, other sessions, and this session
/// itself. Lives on the thread that made the session, which must run an event loop; every call and signal is there.
///
/// Between start() and the end of the session nothing is missed: what was committed is told by changed(), or else
/// resync() says that anything may have changed. Both come some time after the commit, so what is read from then on is
/// at least as new; but an answer to an earlier question that is still under way may be older.
///
/// Changes are gathered: the signals come a moment after the first change, and together at most some four times a
/// second, however much is committed.
class ChangeFeed : public QObject {
  Q_OBJECT
public:
  enum class Mode : quint8 {
    Off,       ///< Not started.
    Listening, ///< The database tells.
    Polling    ///< The database is asked now and then.
  };
  Q_ENUM(Mode)

  /// The most exceptions that changed() names; of more there is a resync().
  static constexpr int kMostIds = 4000;

  /// Begins to watch, once. The first thing told is resync(), as soon as it is up.
  void start();

  /// Until resume() nothing is told; then resync(), if there was anything.
  void pause();
  void resume();
  [[nodiscard]] bool isPaused() const { return m_paused; }

  /// Where it is not up, tries again at once instead of after a while.
  virtual void retryNow() = 0;

  [[nodiscard]] Mode mode() const { return m_mode; }

  /// False until it watches, and again while it cannot: then it tries again by itself, ever less often.
  [[nodiscard]] bool isUp() const { return m_up; }

  [[nodiscard]] const QString& problem() const { return m_problem; } ///< Why it is not up, for people; may be empty.

Q_SIGNALS:
  void changed(const sentinai::ChangeSet& changes);
  void resync();       ///< Something may have been missed: read again whatever is shown.
  void stateChanged(); ///< mode(), isUp(), problem() or isPaused() changed.

protected:
  using QObject::QObject;

  virtual void begin() = 0; ///< Watch from now on.
  virtual void hold() = 0;  ///< Nobody wants to know; what comes meanwhile may be told as a resync.
  virtual void go() = 0;    ///< After hold().

  // What the engine has found.
  void tell(const ChangeSet& changes);
  void tellResync();
  void setState(Mode mode, bool up, const QString& problem = {});

private:
  Mode m_mode = Mode::Off;
  bool m_up = false;
  QString m_problem;
  bool m_started = false;
  bool m_paused = false;
  bool m_missed = false; ///< Something came while paused.
};

} // namespace sentinai
