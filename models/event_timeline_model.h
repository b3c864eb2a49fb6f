// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/time_format.h"
#include "repositories/exception_event_repository.h"
#include "repositories/records/exception.h"

#include <QAbstractTableModel>
#include <QCache>
#include <set>

namespace sentinai {

/// The events of one exception in chronological order, one a row, read page by page as the view asks (fetchMore). A
/// payload is parsed only when its row is looked at. GUI thread; `events` and `timeFormat` must outlive the model.
class EventTimelineModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Time, SincePrevious, Type, Actor, Summary, Seq, ColumnCount };
  enum class State : quint8 {
    Idle,    ///< Nothing asked for.
    Loading, ///< The first page is on its way; no rows.
    Ready,   ///< Rows as far as fetched; none if the filter matches none.
    Failed   ///< The first page could not be read: errorText().
  };
  enum Role {
    ActorTypeRole = Qt::UserRole, ///< int of ActorType.
    RowTextRole,                  ///< QString: the whole row as one sentence.
    NewStatusRole                 ///< int of Status where the event set the status; else invalid.
  };

  static constexpr int kPageSize = 200;
  static constexpr int kBulkPageSize = 2000; ///< While fetchAll() is under way.
  static constexpr qint64 kCountLimit = 1'000'000;

  EventTimelineModel(ExceptionEventRepository& events, const TimeFormat& timeFormat, QObject* parent = nullptr);
  ~EventTimelineModel() override;

  /// Shows the timeline of another exception, without a filter.
  void load(const QString& exceptionId);

  /// Reads what has been appended since. Rows stay where they are unless earlier events have come in between.
  void refresh();

  void setFilter(const EventFilter& filter);
  [[nodiscard]] const EventFilter& filter() const { return m_filter; }

  /// Goes on reading pages until all are there; to reach the latest event of a long timeline.
  void fetchAll();

  /// Tries again what failed.
  void retry();

  [[nodiscard]] const QString& exceptionId() const { return m_exceptionId; }
  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] QString errorText() const { return m_errorText; } ///< Of the first or of a further page; empty: none.
  [[nodiscard]] bool isComplete() const { return m_state == State::Ready && !m_next; }
  [[nodiscard]] std::optional<RowCount> total() const { return m_total; } ///< Matches of the filter, once counted.

  /// Types and actors' ids met so far in this exception's events, sorted; what a filter can offer.
  [[nodiscard]] QStringList knownTypes() const { return {m_knownTypes.begin(), m_knownTypes.end()}; }
  [[nodiscard]] QStringList knownActors() const { return {m_knownActors.begin(), m_knownActors.end()}; }
  [[nodiscard]] bool knowsAll() const { return m_knowsAll; } ///< Whether every event has been met.

  /// Valid until the next change of the model; null outside the rows.
  [[nodiscard]] const ExceptionEvent* eventAt(int row) const;
  [[nodiscard]] int rowOf(qint64 seq) const; ///< -1 if not loaded.

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
  void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
  void stateChanged(); ///< State, error, total or what is known has changed.

private:
  void reset();
  void readPage();
  void takePage(Result<Page<ExceptionEvent>> page);
  void readCount();
  void readTail();
  void takeTail(Result<Page<ExceptionEvent>> page);
  void append(std::vector<ExceptionEvent> rows);
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
  std::vector<ExceptionEvent> m_rows;
  std::optional<QString> m_next;       ///< Cursor of the page to read next.
  std::optional<QString> m_tailCursor; ///< Cursor that the last page was read with.
  std::size_t m_tailStart = 0;         ///< The last page's first row.
  int m_tailLimit = kPageSize;
  std::optional<RowCount> m_total;
  std::set<QString> m_knownTypes;
  std::set<QString> m_knownActors;
  bool m_knowsAll = false;
  bool m_reading = false;
  bool m_readAll = false;
  bool m_checkTotal = false; ///< A refresh: a count that differs from the rows means an event came in between.
  quint64 m_generation = 0;  ///< Tells a stale answer.
  CancelSource m_cancel;
  mutable QCache<qint64, Digest> m_digests; ///< By seq.
};

} // namespace sentinai
