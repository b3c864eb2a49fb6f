// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

#include <QAbstractListModel>

namespace sentinai {

class FilterValueSource;

/// What could be written at the cursor of a filter line: fields, then the field's values. GUI thread.
class FilterCompletionModel : public QAbstractListModel {
  Q_OBJECT
public:
  enum Role : int {
    InsertRole = Qt::UserRole + 1, ///< QString: what replaces the stretch of the line.
    HintRole                       ///< QString: what it means.
  };

  explicit FilterCompletionModel(FilterValueSource& values, QObject* parent = nullptr);

  /// Offers completions for `line` with the cursor before character `cursor`. Values of the database follow later.
  void complete(const QString& line, qsizetype cursor);

  /// The stretch of the line that a completion replaces.
  [[nodiscard]] qsizetype replacePosition() const { return m_position; }
  [[nodiscard]] qsizetype replaceLength() const { return m_length; }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
  void completionsChanged();

private:
  struct Completion {
    QString text; ///< Also what is inserted.
    QString hint;
  };

  void offerFields(const QString& prefix);
  void offerValues(FilterField field, const QString& prefix);
  void addNames(FilterField field, const QString& text, const QStringList& names);
  void setCompletions(std::vector<Completion> completions);

  FilterValueSource& m_values;
  std::vector<Completion> m_completions;
  qsizetype m_position = 0;
  qsizetype m_length = 0;
  std::optional<FilterField> m_pendingField;
  QString m_pendingText;
};

} // namespace sentinai
