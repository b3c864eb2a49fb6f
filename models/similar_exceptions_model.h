// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/time_format.h"
#include "repositories/exception_repository.h"

#include <QAbstractTableModel>

namespace sentinai {

/// Exceptions like one exception, the most alike first, each with what became of it. GUI thread.
class SimilarExceptionsModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Id, Outcome, Entity, Owner, Why, ColumnCount };
  enum class State : quint8 { Idle, Loading, Ready, Failed };
  enum Role {
    StatusRole = Qt::UserRole, ///< int of Status.
    ExceptionIdRole
  };

  static constexpr int kLimit = 20;

  SimilarExceptionsModel(ExceptionRepository& exceptions, const TimeFormat& timeFormat, QObject* parent = nullptr);

  void load(const QString& exceptionId);

  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] QString errorText() const { return m_errorText; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
  void stateChanged();

private:
  [[nodiscard]] static QString outcome(const Exception& exception);
  [[nodiscard]] static QString display(const SimilarException& row, int column);

  ExceptionRepository& m_exceptions;
  const TimeFormat& m_timeFormat;
  std::vector<SimilarException> m_rows;
  State m_state = State::Idle;
  QString m_errorText;
  quint64 m_generation = 0;
  CancelSource m_cancel;
};

} // namespace sentinai
