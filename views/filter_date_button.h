// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filter_term.h"

#include <QToolButton>

class QDateEdit;
class QFrame;
class QMenu;

namespace sentinai {

/// A date field of the filter as a menu of usual stretches, and two dates for any other.
class FilterDateButton : public QToolButton {
  Q_OBJECT
public:
  FilterDateButton(FilterField field, const QString& label, QWidget* parent = nullptr);

  /// What stands behind the field's colon; empty: any time.
  void setTerm(const QString& text);

Q_SIGNALS:
  /// `text` in the filter language, e.g. `<7d` or `2026-03-01..2026-03-31`; empty: any time.
  void termChosen(sentinai::FilterField field, const QString& text);

private:
  void addPreset(QMenu* menu, const QString& label, const QString& text);
  void showDates();

  FilterField m_field;
  QString m_label;
  QString m_term;
  QFrame* m_dates;
  QDateEdit* m_from;
  QDateEdit* m_to;
};

} // namespace sentinai
