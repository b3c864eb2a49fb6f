// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/notice_banner.h"

#include "models/safe_text.h"
#include "views/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace sentinai {

NoticeBanner::NoticeBanner(const Theme& theme, const QString& objectName, QWidget* parent)
    : CardFrame(theme, parent, Look::Warning)
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_secondAction(new QPushButton(this)) {
  setObjectName(objectName);
  m_text->setObjectName(objectName + QStringLiteral("Text"));
  m_text->setTextFormat(Qt::PlainText);
  m_text->setWordWrap(true);
  m_action->setObjectName(objectName + QStringLiteral("Action"));
  m_secondAction->setObjectName(objectName + QStringLiteral("SecondAction"));
  connect(m_action, &QPushButton::clicked, this, &NoticeBanner::actionTriggered);
  connect(m_secondAction, &QPushButton::clicked, this, &NoticeBanner::secondActionTriggered);
  auto* const row = new QHBoxLayout(this);
  row->setContentsMargins(Theme::kSpaceM, Theme::kSpaceXs, Theme::kSpaceS, Theme::kSpaceXs);
  row->addWidget(m_text, 1);
  row->addWidget(m_action);
  row->addWidget(m_secondAction);
  hide();
}

void NoticeBanner::showNotice(const QString& text, const QString& action, const QString& secondAction) {
  const QString shown = visibleLine(text);
  const bool known = !isHidden() && m_text->text() == shown;
  m_text->setText(shown);
  setAccessibleName(shown);
  m_action->setText(action);
  m_action->setVisible(!action.isEmpty());
  m_secondAction->setText(secondAction);
  m_secondAction->setVisible(!secondAction.isEmpty());
  show();
  if (!known) {
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  }
}

} // namespace sentinai
