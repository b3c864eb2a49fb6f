// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/similar_exceptions_model.h"

#include "models/safe_text.h"

#include <QLocale>

namespace sentinai {

SimilarExceptionsModel::SimilarExceptionsModel(ExceptionRepository& exceptions, const TimeFormat& timeFormat,
                                               QObject* parent)
    : QAbstractTableModel(parent)
    , m_exceptions(exceptions)
    , m_timeFormat(timeFormat) {}

void SimilarExceptionsModel::load(const QString& exceptionId) {
  const quint64 generation = ++m_generation;
  const CancelToken token = m_cancel.restart();
  beginResetModel();
  m_rows.clear();
  m_errorText.clear();
  m_state = exceptionId.isEmpty() ? State::Idle : State::Loading;
  endResetModel();
  Q_EMIT stateChanged();
  if (m_state == State::Idle) {
    return;
  }
  QCoro::connect(m_exceptions.similar(exceptionId, kLimit, std::nullopt, token), this,
                 [this, generation](Result<std::vector<SimilarException>> rows) {
                   if (generation != m_generation) {
                     return;
                   }
                   beginResetModel();
                   if (rows) {
                     m_rows = std::move(*rows);
                     m_state = State::Ready;
                   } else {
                     m_errorText = rows.error().message;
                     m_state = State::Failed;
                   }
                   endResetModel();
                   Q_EMIT stateChanged();
                 });
}

int SimilarExceptionsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SimilarExceptionsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString SimilarExceptionsModel::outcome(const Exception& exception) {
  const auto since = [&exception](Instant end) {
    return TimeFormat::spanText(std::chrono::duration_cast<std::chrono::seconds>(end - exception.createdAt));
  };
  switch (exception.status) {
  case Status::Resolved:
    return exception.resolvedAt ? tr("Resolved in %1").arg(since(*exception.resolvedAt)) : tr("Resolved");
  case Status::Open:
    return tr("Open for %1").arg(since(currentInstant()));
  case Status::Analyzing:
    return tr("Analyzing, %1 old").arg(since(currentInstant()));
  case Status::Escalated:
    return tr("Escalated, %1 old").arg(since(currentInstant()));
  }
  Q_UNREACHABLE();
}

QString SimilarExceptionsModel::display(const SimilarException& row, int column) {
  switch (column) {
  case Id:
    return visibleLine(row.exception.exceptionId);
  case Outcome:
    return outcome(row.exception);
  case Entity:
    return visibleLine(row.exception.entity);
  case Owner:
    return row.exception.owner ? visibleLine(*row.exception.owner) : QString();
  case Why:
    return tr("%1 % · %2").arg(qRound(row.score * 100)).arg(visibleLine(row.reasons.join(QStringLiteral(", "))));
  default:
    return {};
  }
}

QVariant SimilarExceptionsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const SimilarException& row = m_rows[static_cast<std::size_t>(index.row())];
  const Exception& exception = row.exception;
  switch (role) {
  case Qt::DisplayRole:
    return display(row, index.column());
  case Qt::AccessibleTextRole:
    if (index.column() == Id) {
      return tr("%1, %2, %3").arg(display(row, Id), display(row, Outcome), display(row, Why));
    }
    return tr("%1: %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                            display(row, index.column()));
  case Qt::ToolTipRole: {
    QString text =
        tr("%1, created %2").arg(visibleLine(exception.exceptionId), m_timeFormat.absoluteText(exception.createdAt));
    if (exception.resolvedAt) {
      text += tr(", resolved %1").arg(m_timeFormat.absoluteText(*exception.resolvedAt));
    }
    return plainToolTip(text);
  }
  case StatusRole:
    return static_cast<int>(exception.status);
  case ExceptionIdRole:
    return exception.exceptionId;
  default:
    return {};
  }
}

QVariant SimilarExceptionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
  case Id:
    return tr("Exception");
  case Outcome:
    return tr("Outcome");
  case Entity:
    return tr("Entity");
  case Owner:
    return tr("Owner");
  case Why:
    return tr("Why similar");
  default:
    return {};
  }
}

} // namespace sentinai
