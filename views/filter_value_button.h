// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

#include <QToolButton>

class QFrame;
class QLabel;
class QLineEdit;
class QListWidget;

namespace sentinai {

/// A field of the filter as a drop-down list of values to tick, with a line to search where there are many.
class FilterValueButton : public QToolButton {
  Q_OBJECT
public:
  struct Choice {
    FilterValue value;
    QString label;
    QIcon icon;
  };

  /// `searchable`: the values come from the database by way of valuesWanted() and setChoices().
  FilterValueButton(FilterField field, const QString& label, bool searchable, QWidget* parent = nullptr);

  [[nodiscard]] FilterField field() const { return m_field; }

  /// Offered always, before what setChoices() offers.
  void setFixedChoices(std::vector<Choice> choices);
  void setChoices(const QString& searchText, const QStringList& values);
  void setMessage(const QString& text); ///< Below the list: loading, nothing found, an error.

  void setValues(const std::vector<FilterValue>& values); ///< Ticks these; the button names them.
  [[nodiscard]] const std::vector<FilterValue>& values() const { return m_values; }

  void openPopup();

Q_SIGNALS:
  void valuesWanted(sentinai::FilterField field, const QString& text);
  void valuesChosen(sentinai::FilterField field, const std::vector<sentinai::FilterValue>& values);

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

private:
  [[nodiscard]] std::vector<Choice> offered() const;
  void fillList();
  void showChoices(const std::vector<Choice>& choices);
  void takeTicks();
  void showLabel();

  FilterField m_field;
  QString m_label;
  std::vector<Choice> m_fixed;
  QStringList m_found;
  QString m_searched;
  std::vector<FilterValue> m_values;
  QStringList m_first; ///< What was ticked when the list was opened: it stands first until it is opened again.
  QFrame* m_popup;
  QLineEdit* m_search;
  QListWidget* m_list;
  QLabel* m_message;
};

} // namespace sentinai
