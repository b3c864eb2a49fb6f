// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/period_picker.h"

#include "models/time_format.h"
#include "views/theme.h"

#include <QButtonGroup>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>

namespace sentinai {

namespace {

QDateEdit* dateEdit(QWidget* parent, const QString& objectName, const QString& accessibleName) {
  auto* edit = new QDateEdit(parent);
  edit->setObjectName(objectName);
  edit->setAccessibleName(accessibleName);
  edit->setToolTip(accessibleName);
  edit->setCalendarPopup(true);
  edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
  edit->setDateRange(QDate(1970, 1, 1), QDate(2199, 12, 31));
  return edit;
}

} // namespace

PeriodPicker::PeriodPicker(const Theme& theme, const TimeFormat& timeFormat, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_timeFormat(timeFormat)
    , m_presets(new QButtonGroup(this))
    , m_dates(new QWidget(this)) {
  struct Choice {
    DashboardPeriod::Preset preset;
    QString text;
    QString name;
    QString help;
  };
  using Preset = DashboardPeriod::Preset;
  const std::array choices{
      Choice{Preset::Today, tr("Today"), QStringLiteral("periodToday"), tr("Exceptions created today")},
      Choice{Preset::Week, tr("7 d"), QStringLiteral("periodWeek"), tr("Exceptions created in the last 7 days")},
      Choice{Preset::Month, tr("30 d"), QStringLiteral("periodMonth"), tr("Exceptions created in the last 30 days")},
      Choice{Preset::Quarter, tr("90 d"), QStringLiteral("periodQuarter"),
             tr("Exceptions created in the last 90 days")},
      Choice{Preset::All, tr("All"), QStringLiteral("periodAll"), tr("All exceptions")},
      Choice{Preset::Custom, tr("Custom"), QStringLiteral("periodCustom"), tr("Exceptions created between two days")}};
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(QMargins());
  row->setSpacing(Theme::kSpaceXs);
  for (const Choice& choice : choices) {
    auto* button = new QPushButton(choice.text, this);
    button->setObjectName(choice.name);
    button->setCheckable(true);
    button->setAutoDefault(false);
    button->setToolTip(choice.help);
    button->setAccessibleName(choice.help);
    button->setMinimumWidth(button->fontMetrics().horizontalAdvance(choice.text) + 2 * Theme::kSpaceM);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_presets->addButton(button, static_cast<int>(choice.preset));
    row->addWidget(button);
  }

  m_from = dateEdit(m_dates, QStringLiteral("periodFrom"), tr("First day"));
  m_to = dateEdit(m_dates, QStringLiteral("periodTo"), tr("Last day"));
  auto* dates = new QHBoxLayout(m_dates);
  dates->setContentsMargins(Theme::kSpaceXs, 0, 0, 0);
  dates->setSpacing(Theme::kSpaceXs);
  dates->addWidget(m_from);
  dates->addWidget(new QLabel(QStringLiteral("–"), m_dates));
  dates->addWidget(m_to);
  row->addWidget(m_dates);

  setPeriod(DashboardPeriod());
  connect(&theme, &Theme::changed, this, &PeriodPicker::markChosen);
  // Toggled rather than clicked: a screen reader's "toggle" is no click.
  connect(m_presets, &QButtonGroup::idToggled, this, [this](int, bool checked) {
    if (checked) {
      presetChosen();
    }
  });
  // Every key of a typed date would be a request; so ask once the field is left or Enter is pressed, or a day of the
  // calendar chosen.
  for (QDateEdit* edit : {m_from, m_to}) {
    edit->setKeyboardTracking(false);
    connect(edit, &QDateEdit::dateChanged, this, [this] { Q_EMIT periodChosen(period()); });
  }
}

DashboardPeriod PeriodPicker::period() const {
  DashboardPeriod period;
  period.preset = static_cast<DashboardPeriod::Preset>(m_presets->checkedId());
  if (period.preset == DashboardPeriod::Preset::Custom) {
    period.from = m_from->date();
    period.to = m_to->date();
  }
  return period;
}

void PeriodPicker::setPeriod(const DashboardPeriod& period) {
  const QSignalBlocker blockFrom(m_from);
  const QSignalBlocker blockTo(m_to);
  const QSignalBlocker blockPresets(m_presets);
  m_presets->button(static_cast<int>(period.preset))->setChecked(true);
  const QDate today = toDateTime(currentInstant()).toTimeZone(m_timeFormat.zone()).date();
  const auto [first, last] = period.days(today);
  m_from->setDate(first);
  m_to->setDate(last);
  showDates();
  markChosen();
}

void PeriodPicker::markChosen() {
  for (QAbstractButton* button : m_presets->buttons()) {
    QPalette palette; // The application's, so that a change of theme comes through.
    if (button->isChecked()) {
      palette.setColor(QPalette::Button, m_theme.colors().selection);
      palette.setColor(QPalette::ButtonText, m_theme.colors().accent);
    }
    button->setPalette(palette);
    button->setFont(m_theme.font(button->isChecked() ? FontRole::Strong : FontRole::Body));
  }
}

void PeriodPicker::presetChosen() {
  // One's own dates start as those of the preset before, which the fields hold.
  const DashboardPeriod chosen = period();
  setPeriod(chosen);
  Q_EMIT periodChosen(chosen);
}

void PeriodPicker::showDates() {
  m_dates->setVisible(m_presets->checkedId() == static_cast<int>(DashboardPeriod::Preset::Custom));
}

} // namespace sentinai
