// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/exception_event_repository.h"

#include <QObject>

namespace sentinai {

/// Whether an exception's chain of events verifies, recomputed here from the raw rows. GUI thread.
class ChainCheck : public QObject {
  Q_OBJECT
public:
  enum class State : quint8 { Unchecked, Checking, Intact, Broken, Failed };
  Q_ENUM(State)

  explicit ChainCheck(ExceptionEventRepository& events, QObject* parent = nullptr);

  void start(const QString& exceptionId); ///< Drops a check under way.
  void reset();                           ///< Back to Unchecked, e.g. because events have been added.

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] const ChainVerdict& verdict() const { return m_verdict; } ///< Once Intact or Broken.
  [[nodiscard]] QString text() const; ///< "Chain verified · 12 events", "Chain broken at event 7: …", …

Q_SIGNALS:
  void changed();

private:
  void set(State state);

  ExceptionEventRepository& m_events;
  State m_state = State::Unchecked;
  ChainVerdict m_verdict;
  QString m_errorText;
  quint64 m_generation = 0;
  CancelSource m_cancel;
};

} // namespace sentinai
