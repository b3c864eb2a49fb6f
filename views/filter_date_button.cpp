// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_date_button.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QActionGroup>
#include <QDateEdit>
#include <QFormLayout>
#include <QFrame>
#include <QMenu>
#include <QPushButton>

namespace sentinai {

FilterDateButton::FilterDateButton(FilterField field, const QString& label, QWidget* parent)
    : QToolButton(parent)
    , m_field(field)
    , m_label(label)
    , m_dates(new QFrame(this, Qt::Popup))
    , m_from(new QDateEdit(m_dates))
    , m_to(new QDateEdit(m_dates)) {
  const QString name = toText(field);
  setObjectName(QStringLiteral("filterMenu_%1").arg(name));
  setFocusPolicy(Qt::TabFocus);
  setPopupMode(QToolButton::InstantPopup);
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setLayoutDirection(Qt::RightToLeft); // The arrow stands behind the text.
  setIconSize({10, 10});

  auto* menu = new QMenu(this);
  addPreset(menu, tr("Any time"), {});
  addPreset(menu, tr("Today"), QStringLiteral("today"));
  addPreset(menu, tr("Yesterday"), QStringLiteral("yesterday"));
  addPreset(menu, tr("Last 7 days"), QStringLiteral("<7d"));
  addPreset(menu, tr("Last 30 days"), QStringLiteral("<30d"));
  addPreset(menu, tr("Last 90 days"), QStringLiteral("<90d"));
  menu->addSeparator();
  QAction* dates = menu->addAction(tr("From … to …"));
  dates->setObjectName(QStringLiteral("filterDates_%1").arg(name));
  setMenu(menu);

  const QDate today = QDate::currentDate();
  for (QDateEdit* edit : {m_from, m_to}) {
    edit->setCalendarPopup(true);
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    edit->setDate(edit == m_from ? today.addMonths(-1) : today);
  }
  m_from->setObjectName(QStringLiteral("filterFrom_%1").arg(name));
  m_to->setObjectName(QStringLiteral("filterTo_%1").arg(name));
  menu->setLayoutDirection(Qt::LeftToRight);
  m_dates->setLayoutDirection(Qt::LeftToRight);
  m_dates->setAccessibleName(tr("%1 between two days").arg(label));
  m_dates->setFrameShape(QFrame::StyledPanel);
  auto* apply = new QPushButton(tr("Apply"), m_dates);
  apply->setObjectName(QStringLiteral("filterApply_%1").arg(name));
  apply->setDefault(true);
  auto* form = new QFormLayout(m_dates);
  form->setContentsMargins(Theme::kSpaceM, Theme::kSpaceM, Theme::kSpaceM, Theme::kSpaceM);
  form->setSpacing(Theme::kSpaceS);
  form->addRow(tr("&First day"), m_from);
  form->addRow(tr("&Last day"), m_to);
  form->addRow(apply);

  connect(dates, &QAction::triggered, this, &FilterDateButton::showDates);
  connect(apply, &QPushButton::clicked, this, [this] {
    m_dates->hide();
    const QDate first = std::min(m_from->date(), m_to->date());
    const QDate last = std::max(m_from->date(), m_to->date());
    Q_EMIT termChosen(m_field, QStringLiteral("%1..%2").arg(first.toString(Qt::ISODate), last.toString(Qt::ISODate)));
  });
  setTerm({});
}

void FilterDateButton::addPreset(QMenu* menu, const QString& label, const QString& text) {
  QAction* action = menu->addAction(label);
  action->setObjectName(QStringLiteral("filterPreset_%1_%2").arg(toText(m_field), text));
  action->setCheckable(true);
  action->setData(text);
  connect(action, &QAction::triggered, this, [this, text] { Q_EMIT termChosen(m_field, text); });
}

void FilterDateButton::setTerm(const QString& text) {
  m_term = text;
  QString chosen = text;
  for (QAction* action : menu()->actions()) {
    if (action->isCheckable()) {
      action->setChecked(action->data().toString() == text);
      chosen = action->isChecked() ? action->text() : chosen;
    }
  }
  setText(text.isEmpty() ? m_label : tr("%1 (1)").arg(m_label));
  const QString summary = tr("Filter by %1: %2").arg(m_label, chosen);
  setToolTip(plainToolTip(summary));
  setAccessibleName(summary);
  QFont strong = font();
  strong.setWeight(text.isEmpty() ? QFont::Normal : QFont::DemiBold);
  setFont(strong);
}

void FilterDateButton::showDates() {
  m_dates->adjustSize();
  m_dates->move(mapToGlobal(QPoint(0, height())));
  m_dates->show();
  m_from->setFocus(Qt::PopupFocusReason);
}

} // namespace sentinai
