// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/time_format.h"
#include "repositories/records/exception.h"

#include <QDialog>
#include <QJsonObject>
#include <vector>

class QCheckBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;

namespace sentinai {

class Theme;

/// Edits the attributes that are not changed daily: domain, type, source, entity, amount, currency, deadline. Emits
/// submitted() and stays open until its owner closes it or shows what does not fit.
class AttributeEditDialog : public QDialog {
  Q_OBJECT
public:
  AttributeEditDialog(Exception seen, const TimeFormat& timeFormat, const Theme& theme, QWidget* parent = nullptr);

  [[nodiscard]] const Exception& seen() const { return m_seen; } ///< As it was when the dialog opened.
  void showProblem(const QString& text);

  /// The row as it is now; says so if it is newer than what the dialog shows.
  void showPresent(const Exception& present);

Q_SIGNALS:
  void submitted(const QJsonObject& fields); ///< Changed fields by column; never empty.

private:
  /// A line of text as it was when the dialog opened: one that nobody touches is not changed, however it is spelt.
  struct Input {
    QLineEdit* edit = nullptr;
    QString column;
    QJsonValue stored;
    QString started;
  };

  void addInput(QLineEdit* edit, const QString& column, const QJsonValue& stored);
  [[nodiscard]] QJsonObject changedFields() const;
  void submit();

  Exception m_seen;
  const Theme& m_theme;
  QLineEdit* m_domain;
  QLineEdit* m_type;
  QLineEdit* m_sourceSystem;
  QLineEdit* m_entity;
  QLineEdit* m_amount;
  QLineEdit* m_currency;
  std::vector<Input> m_inputs;
  QCheckBox* m_hasDeadline;
  QDateTimeEdit* m_deadline;
  QLabel* m_problem;
  QLabel* m_newer;
};

} // namespace sentinai
