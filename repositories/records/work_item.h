// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "repositories/records/enum_text.h"
#include "repositories/records/instant.h"

#include <QUuid>

namespace sentinai {

/// Whether the same may succeed later.
enum class WorkErrorClass : quint8 {
  Transient, ///< It is tried again by itself.
  Permanent  ///< Somebody must change something first.
};

template <>
struct EnumTexts<WorkErrorClass> {
  static constexpr std::array texts{"TRANSIENT", "PERMANENT"};
};

/// An exception that agents still have to look at: a row of `work_item`.
struct WorkItem {
  enum class State : quint8 {
    Ready, ///< To be taken once it is due, or taken.
    Dead   ///< It could not be worked: for a person to look at.
  };

  QString exceptionId;
  QString domain;
  State state = State::Ready;
  Instant dueAt{};
  std::optional<QString> leaseOwner; ///< The worker that has taken it …
  std::optional<Instant> leaseUntil; ///< … until then, or until another takes it.
  int attempts = 0;                  ///< That failed since an event last called for it.
  std::optional<WorkErrorClass> errorClass;
  QString error; ///< Of the last attempt; empty where it did not fail.
  QString note;  ///< Of people.
  Instant createdAt{};

  friend bool operator==(const WorkItem&, const WorkItem&) = default;
};

template <>
struct EnumTexts<WorkItem::State> {
  static constexpr std::array texts{"ready", "dead"};
};

/// An item that a worker has taken.
struct TakenWork {
  QString exceptionId;
  QString domain;
  QUuid lease;          ///< Another each time it is taken.
  int attempts = 0;     ///< That failed before.
  bool wasLost = false; ///< With a worker that held it and ended: it may have been why.

  friend bool operator==(const TakenWork&, const TakenWork&) = default;
};

/// What a person changes about an item; what is absent stays.
struct WorkEdit {
  std::optional<Instant> dueAt;
  std::optional<QString> note;
  bool retry = false; ///< It is tried again, at `dueAt` or at once, dead or not, with all attempts before it.
  /// What the editor saw, if they looked.
  std::optional<Instant> seenDueAt;
  std::optional<QString> seenNote;
};

/// How the queue of a tenant stands.
struct WorkStatus {
  qint64 due = 0;         ///< To be taken now.
  qint64 scheduled = 0;   ///< To be taken later.
  qint64 taken = 0;       ///< By workers, under leases that have not ended.
  qint64 withoutPack = 0; ///< Not taken before a pack for their domain is active.
  qint64 dead = 0;
  std::optional<Instant> oldestDue; ///< Of those that are due.

  friend bool operator==(const WorkStatus&, const WorkStatus&) = default;
};

} // namespace sentinai
