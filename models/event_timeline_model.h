// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/time_format.h"
#include "models/windowed_table_model.h"
#include "repositories/exception_event_repository.h"
#include "repositories/records/exception.h"

#include <QCache>

namespace sentinai {

[[nodiscard]] inline qint64 windowKey(const ExceptionEvent& event) {
  return event.seq;
}

/// The events of one exception in chronological order, one a row: a window over the whole timeline. A payload is parsed
/// only when its row is looked at. GUI thread; `events` and `timeFormat` must outlive the model.
class EventTimelineModel : public WindowedTableModel<ExceptionEvent> {
  Q_OBJECT
public:
  enum Column { Time, SincePrevious, Type, Actor, Summary, Seq, ColumnCount };
  enum class State : quint8 {
    Idle,    ///< Nothing asked for.
    Loading, ///< The first page is on its way; no rows.
    Ready,   ///< None if the filter matches none.
    Failed   ///< The first page could not be read: errorText().
  };
  enum Role {
    ActorTypeRole = Qt::UserRole, ///< int of ActorType.
    RowTextRole,                  ///< QString: the whole row as one sentence.
    NewStatusRole                 ///< int of Status where the event set the status; else invalid.
  };

  static constexpr qint64 kCountLimit = 1'000'000;

  EventTimelineModel(ExceptionEventRepository& events, const TimeFormat& timeFormat, QObject* parent = nullptr);
  ~EventTimelineModel() override;

  /// Shows the timeline of another exception, without a filter.
  void load(const QString& exceptionId);

  /// Reads anew what is on view, and what has been appended since. Rows stay where they are unless earlier events have
  /// come in between.
  void refresh();

  void setFilter(const EventFilter& filter);
  [[nodiscard]] const EventFilter& filter() const { return m_filter; }

  /// Tries again what failed.
  void retry();

  [[nodiscard]] const QString& exceptionId() const { return m_exceptionId; }
  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] QString errorText() const { return m_errorText; } ///< Of the first or of a further page; empty: none.
  /// The rows on view are here, and how many there are is known.
  [[nodiscard]] bool isSettled() const { return m_state == State::Ready && !isReading() && !m_counting; }
  [[nodiscard]] std::optional<RowCount> total() const { return m_total; } ///< Matches of the filter, once known.

  /// What a filter can offer: of all events of the exception. Absent until it is known.
  [[nodiscard]] const std::optional<EventVocabulary>& vocabulary() const { return m_vocabulary; }

  /// Valid until the next change of the model; null outside the rows, and while the row is not loaded.
  [[nodiscard]] const ExceptionEvent* eventAt(int row) const { return window().at(row); }
  [[nodiscard]] int rowOf(qint64 seq) const; ///< -1 if not loaded.

  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
  void stateChanged(); ///< State, error, total or what is loaded has changed.

protected:
  void readPage(quint64 request, const PagePlace& place, CancelToken token) override;
  [[nodiscard]] QString cursorOf(const ExceptionEvent& row) const override;
  void mend(ExceptionEvent& row, quint64 request) override;
  void answered() override;
  void endFound(qint64 rows) override;
  void lengthContradicted() override;
  void pageFailed(const DbError& error) override;
  void pagesChanged() override;

private:
  void reset();
  void readCount();
  void receiveCount(const Result<RowCount>& count);
  void readVocabulary();
  [[nodiscard]] QString display(const ExceptionEvent& event, int row, int column) const;
  [[nodiscard]] QString sincePrevious(int row) const;
  /// What reading a payload has given; kept for the rows looked at last.
  struct Digest {
    QString summary;
    std::optional<Status> newStatus;
  };
  [[nodiscard]] const Digest& digest(const ExceptionEvent& event) const;
  [[nodiscard]] QString rowText(const ExceptionEvent& event) const;

  ExceptionEventRepository& m_events;
  const TimeFormat& m_timeFormat;
  QString m_exceptionId;
  EventFilter m_filter;
  State m_state = State::Idle;
  QString m_errorText;
  std::optional<RowCount> m_total;
  std::optional<EventVocabulary> m_vocabulary;
  bool m_counting = false;
  CancelSource m_counts;
  CancelSource m_words;
  mutable QCache<qint64, Digest> m_digests; ///< By seq.
};

} // namespace sentinai
