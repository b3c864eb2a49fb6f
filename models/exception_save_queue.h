// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/edit_conflict.h"
#include "repositories/exception_event_repository.h"
#include "repositories/exception_repository.h"

#include <QObject>
#include <deque>

namespace sentinai {

/// The changes that a person makes to one exception, saved one after the other, each expecting the version that the
/// person saw. A change that fails or meets another's stays at the head, and those behind it wait, until the person
/// decides. GUI thread; the repositories must outlive the queue. Destroying it stops what is under way.
class ExceptionSaveQueue : public QObject {
  Q_OBJECT
public:
  struct Action {
    Exception seen; ///< As the person saw it.
    ExceptionPatch patch;
    QString comment;
    Actor actor;
    QUuid key; ///< Made when the person acts: sending it twice does it once.
  };

  /// Why the action at the head could not be saved.
  struct Failure {
    QString exceptionId;
    QString text;           ///< For people.
    bool retryable = false; ///< retry() may succeed; otherwise only discard() helps.
  };

  ExceptionSaveQueue(ExceptionRepository& exceptions, ExceptionEventRepository& events, QString exceptionId);

  [[nodiscard]] const QString& exceptionId() const { return m_exceptionId; }
  [[nodiscard]] qsizetype size() const { return static_cast<qsizetype>(m_actions.size()); } ///< The head included.
  [[nodiscard]] bool isSending() const { return m_sending; }
  [[nodiscard]] const std::optional<Failure>& failure() const { return m_failure; }
  [[nodiscard]] const std::optional<EditConflict>& conflict() const { return m_conflict; }

  void add(Action action); ///< Sends it at once unless others are before it.

  // Of the failed action at the head:
  void retry();   ///< The same action with the same key.
  void discard(); ///< Gives it up, and goes on with those behind it.

  // Of the conflict at the head:
  void keepYours();  ///< Applies the action on top of what the other one did.
  void takeTheirs(); ///< Gives the action up, and goes on with those behind it.

Q_SIGNALS:
  void failed(const sentinai::DbError& error);
  void changed();                               ///< Size, isSending(), failure() or conflict().
  void rowRead(const sentinai::Exception& row); ///< The row as an action has left it or as another did.
  void commentSaved(const QString& text);

private:
  void sendHead();
  void goOn();
  void takeSaved(Result<Exception> row);
  void readTheirs();
  void takeTheirState(Result<Exception> row);
  void readTheirEvents(Exception theirs);
  void takeTheirEvents(Exception theirs, std::vector<ExceptionEvent> since);
  void fail(const DbError& error);

  ExceptionRepository& m_exceptions;
  ExceptionEventRepository& m_events;
  QString m_exceptionId;
  std::deque<Action> m_actions;
  bool m_sending = false;
  std::optional<Failure> m_failure;
  std::optional<EditConflict> m_conflict;
  CancelSource m_cancel;
};

} // namespace sentinai
