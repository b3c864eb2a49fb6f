// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choice_button.h"

#include <QMenu>

namespace sentinai {

ChoiceButton::ChoiceButton(const QString& name, QWidget* parent)
    : MenuButton(parent)
    , m_name(name)
    , m_group(this) {
  auto* const menu = new QMenu(this);
  menu->setAccessibleName(name);
  setMenu(menu);
  m_group.setExclusive(true);
  connect(&m_group, &QActionGroup::triggered, this, [this](QAction* action) {
    const int index = static_cast<int>(m_group.actions().indexOf(action));
    // The mark stays on what is so until the owner says otherwise.
    showCurrent();
    if (index != m_current) {
      Q_EMIT chosen(index);
    }
  });
}

QAction* ChoiceButton::addChoice(const QString& text) {
  QAction* const action = menu()->addAction(text);
  action->setCheckable(true);
  m_group.addAction(action);
  return action;
}

void ChoiceButton::setChoiceIcon(int index, const QIcon& icon) {
  m_group.actions().at(index)->setIcon(icon);
  if (index == m_current) {
    setIcon(icon);
  }
}

void ChoiceButton::setCurrent(int index) {
  m_current = index;
  showCurrent();
}

void ChoiceButton::showCurrent() {
  if (m_current < 0) {
    if (QAction* const checked = m_group.checkedAction()) {
      checked->setChecked(false);
    }
    setText({});
    setIcon({});
    setAccessibleName(m_name);
    return;
  }
  QAction* const action = m_group.actions().at(m_current);
  action->setChecked(true);
  const QString text = QString(action->text()).remove(QLatin1Char('&'));
  setText(text);
  setIcon(action->icon());
  setAccessibleName(tr("%1: %2").arg(m_name, text));
}

} // namespace sentinai
