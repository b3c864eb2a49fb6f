// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/chain_check.h"
#include "models/edit_refusals.h"
#include "models/event_timeline_model.h"
#include "models/exception_save_queue.h"
#include "models/similar_exceptions_model.h"

#include <map>

namespace sentinai {

/// One exception: its row, its timeline, its like, and the changes a person makes to it. GUI thread. The repositories
/// and `timeFormat` must outlive the model.
///
/// Every action is one ExceptionUpdate with an idempotency key of its own, made when the person acts: retrySave() sends
/// the same key, so that nothing is done twice. The actions on one exception are sent one after the other, and an
/// action that fails holds up those behind it until it is retried or discarded; other exceptions do not wait for it.
/// What is not saved yet stays so when another exception is loaded: unsaved() lists it all.
class ExceptionDetailModel : public QObject {
  Q_OBJECT
public:
  enum class State : quint8 { Empty, Loading, Ready, NotFound, NotPermitted, Failed };
  Q_ENUM(State)

  using SaveFailure = ExceptionSaveQueue::Failure;

  /// What is not saved yet of one exception.
  struct Unsaved {
    QString exceptionId;
    qsizetype actions = 0;
    QString problem; ///< Why the first of them needs a decision, for people; empty: it is on its way.
  };

  /// `actor` is who acts here: a user with the login's name.
  ExceptionDetailModel(ExceptionRepository& exceptions, ExceptionEventRepository& events, Actor actor,
                       const TimeFormat& timeFormat, QObject* parent = nullptr);

  void setActor(Actor actor) { m_actor = std::move(actor); }
  [[nodiscard]] const Actor& actor() const { return m_actor; }

  /// What may not be changed here, and why: a suspended tenant, an access that does not include it, …
  void setRefusals(const EditRefusals& refusals);
  [[nodiscard]] const EditRefusals& refusals() const { return m_refusals; }

  void load(const QString& exceptionId); ///< The latest call wins. The same id again is refresh().
  void refresh();                        ///< Reads all again; what is shown stays until the answer is there.
  void clear();

  [[nodiscard]] const QString& exceptionId() const { return m_exceptionId; }
  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] const QString& errorText() const { return m_errorText; } ///< In Ready: why a refresh failed.
  [[nodiscard]] bool isLoading() const; ///< The row or the first events are being read, perhaps once more.
  [[nodiscard]] std::optional<Instant> loadedAt() const { return m_loadedAt; } ///< When exception() was read.
  [[nodiscard]] const std::optional<Exception>& exception() const { return m_exception; } ///< Set in Ready.

  [[nodiscard]] EventTimelineModel& timeline() { return m_timeline; }
  [[nodiscard]] SimilarExceptionsModel& similar() { return m_similar; }
  [[nodiscard]] ChainCheck& chain() { return m_chain; }

  // Actions on the loaded exception; without effect unless the state is Ready and changes are allowed.
  void changeStatus(Status status);
  void changeSeverity(Severity severity);
  void assignOwner(const std::optional<QString>& owner);
  void addComment(const QString& text);

  /// Fields by column, in the JSON form of ExceptionPatch. `seen` is the exception as the person saw it while editing.
  /// Returns what does not fit, for people, or an empty text where the action is on its way.
  [[nodiscard]] QString editAttributes(const QJsonObject& fields, const Exception& seen);

  // Of the loaded exception:
  [[nodiscard]] bool isSaving() const;
  [[nodiscard]] qsizetype unsavedActions() const; ///< Being saved, failed or waiting.
  [[nodiscard]] const std::optional<SaveFailure>& saveFailure() const;
  void retrySave();   ///< The same action with the same key.
  void discardSave(); ///< Gives up the failed action only; those behind it are sent.
  [[nodiscard]] const std::optional<EditConflict>& conflict() const;
  void keepYours();  ///< Applies the action on top of what the other one did.
  void takeTheirs(); ///< Gives up the action only; those behind it are sent.

  [[nodiscard]] std::vector<Unsaved> unsaved() const; ///< Of all exceptions, by id.
  void discardUnsaved();                              ///< Gives up all of it.

  void requestOwners(const QString& text); ///< Answered by ownersFound(); the latest call wins.

  static constexpr qint64 kAutoVerifyLimit = 5000; ///< Longer chains are verified on demand only.
  void verifyChain();

Q_SIGNALS:
  void stateChanged();                          ///< State, exception, error or refusals.
  void loadingChanged();                        ///< isLoading() or loadedAt().
  void savingChanged();                         ///< isSaving(), saveFailure(), conflict() or unsaved().
  void failed(const sentinai::DbError& error);  ///< The row could not be read, or an action not be saved.
  void changed(const sentinai::Exception& row); ///< An action was saved; the new row.
  void commentSaved(const QString& exceptionId, const QString& text);
  void ownersFound(const QStringList& owners);

private:
  void setState(State state, const QString& errorText = {});
  void read();
  void verifyIfShort();
  void takeRead(Result<Exception> row);
  [[nodiscard]] bool mayAct(const QString& refusal) const;
  void enqueue(const Exception& seen, ExceptionPatch patch, const QString& comment = {});
  void takeChanged(const QString& exceptionId);
  void show(const Exception& row);
  [[nodiscard]] ExceptionSaveQueue* queue() const; ///< Of the loaded exception; null: all is saved.

  ExceptionRepository& m_exceptions;
  ExceptionEventRepository& m_events;
  Actor m_actor;
  EventTimelineModel m_timeline;
  SimilarExceptionsModel m_similar;
  ChainCheck m_chain;
  EditRefusals m_refusals;
  QString m_exceptionId;
  State m_state = State::Empty;
  QString m_errorText;
  std::optional<Exception> m_exception;
  quint64 m_generation = 0;
  bool m_reading = false;
  std::optional<Instant> m_loadedAt;
  bool m_verifyOnceCounted = false;
  CancelSource m_readCancel;
  /// By exception, as long as there is anything to save. Leaving the page does not stop a save.
  std::map<QString, std::unique_ptr<ExceptionSaveQueue>> m_queues;
  quint64 m_ownersGeneration = 0;
  CancelSource m_ownersCancel;
};

} // namespace sentinai
