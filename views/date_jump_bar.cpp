// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/date_jump_bar.h"

#include "views/theme.h"

#include <QAccessible>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

namespace sentinai {

DateJumpBar::DateJumpBar(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_date(new QDateEdit(QDate::currentDate(), this))
    , m_go(new QPushButton(tr("Go"), this))
    , m_sort(new QPushButton(tr("Sort by date"), this))
    , m_message(new QLabel(this)) {
  setObjectName(QStringLiteral("dateJump"));
  setAccessibleName(tr("Go to date"));
  m_date->setObjectName(QStringLiteral("dateJumpDate"));
  m_date->setAccessibleName(tr("Date"));
  m_date->setCalendarPopup(true);
  m_date->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
  m_go->setObjectName(QStringLiteral("dateJumpGo"));
  m_sort->setObjectName(QStringLiteral("dateJumpSort"));
  m_message->setObjectName(QStringLiteral("dateJumpMessage"));
  m_message->setTextFormat(Qt::PlainText);
  auto* label = new QLabel(tr("Go to date"), this);
  label->setBuddy(m_date);
  auto* done = new QPushButton(tr("Close"), this);
  done->setObjectName(QStringLiteral("dateJumpClose"));
  done->setToolTip(tr("Close (Esc)"));
  connect(m_go, &QPushButton::clicked, this, [this] { Q_EMIT dateChosen(m_date->date()); });
  connect(m_sort, &QPushButton::clicked, this, &DateJumpBar::sortRequested);
  connect(done, &QPushButton::clicked, this, &DateJumpBar::close);

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(Theme::kSpaceL, Theme::kSpaceXs, Theme::kSpaceL, Theme::kSpaceXs);
  row->setSpacing(Theme::kSpaceS);
  row->addWidget(label);
  row->addWidget(m_date);
  row->addWidget(m_go);
  row->addWidget(m_sort);
  row->addWidget(m_message, 1);
  row->addWidget(done);
  setSorted(true);
  hide();
  restyle();
  connect(&theme, &Theme::changed, this, &DateJumpBar::restyle);
}

void DateJumpBar::open(bool sorted) {
  showMessage({});
  setSorted(sorted);
  show();
  if (sorted) {
    m_date->setFocus(Qt::ShortcutFocusReason);
    m_date->setSelectedSection(QDateEdit::YearSection);
  } else {
    m_sort->setFocus(Qt::ShortcutFocusReason);
  }
}

void DateJumpBar::setSorted(bool sorted) {
  const bool wasFocused = m_sort->hasFocus();
  m_date->setEnabled(sorted);
  m_go->setEnabled(sorted);
  if (!sorted) {
    showMessage(tr("The list is not sorted by date."));
  } else if (!m_sort->isHidden()) {
    showMessage({});
  }
  m_sort->setVisible(!sorted);
  if (sorted && wasFocused) {
    m_date->setFocus(Qt::OtherFocusReason);
  }
}

void DateJumpBar::showMessage(const QString& text) {
  if (m_message->text() == text) {
    return;
  }
  m_message->setText(text);
  if (!text.isEmpty()) {
    QAccessibleEvent alert(m_message, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  }
}

void DateJumpBar::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
  } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_go->isEnabled()) {
    m_go->click();
  } else {
    QFrame::keyPressEvent(event);
  }
}

void DateJumpBar::close() {
  hide();
  Q_EMIT closed();
}

void DateJumpBar::restyle() {
  QPalette muted;
  muted.setColor(QPalette::WindowText, m_theme.colors().mutedText);
  m_message->setPalette(muted);
}

} // namespace sentinai
